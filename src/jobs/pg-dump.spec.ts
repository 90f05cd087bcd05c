import { expect, it } from 'vitest';
import { connectionEnv } from './pg-dump.js';

it('takes a connection apart, its parts decoded, and leaves out what is not given', () => {
  expect(connectionEnv('postgres://us%40er:p%2Fw@db.example:5433/ter%20tulia?sslmode=require')).toEqual({
    PGHOST: 'db.example',
    PGPORT: '5433',
    PGUSER: 'us@er',
    PGPASSWORD: 'p/w',
    PGDATABASE: 'ter tulia',
    PGSSLMODE: 'require',
  });
  expect(connectionEnv('postgres:///tertulia?host=/run/postgresql')).toEqual({
    PGHOST: '/run/postgresql',
    PGDATABASE: 'tertulia',
  });
});
