from run.cli import app

app(prog_name="shopkeeper")
