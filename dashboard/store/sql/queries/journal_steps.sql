SELECT schema_steps.step_number FROM schema_steps;
