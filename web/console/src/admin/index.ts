// Every page for admins; fetched when the first of them is opened. Import each here: import "./hours";
export {};
