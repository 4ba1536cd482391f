-- Rasa's tracker has a database of its own: both have a table called events.
CREATE DATABASE tracker OWNER shop;
