// Every page for admins; fetched when the first of them is opened.
import "./agents";
import "./audit";
import "./canned";
import "./charts";
import "./faqs";
import "./gaps";
import "./hours";
import "./review";
