/**
 * By when a row is due whose alarm goes off: alarms go by the workers' clocks, rows by PostgreSQL's, which may be behind.
 * One that found nothing due would not come again.
 */
export const DUE = `now() + interval '250 milliseconds'`;
