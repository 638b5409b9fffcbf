"""What runs inside of the sandbox, beside a student's code, and is believed nothing.

reading → cells as Python, and what a task forbids; silent → pictures and forms that are not shown;
runner → runs cells and asks their names for answers.
"""
