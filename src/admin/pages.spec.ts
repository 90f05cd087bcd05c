import { describe, expect, it } from 'vitest';
import { loginPage, refusalPage, safeNext } from './pages.js';

describe('the way on after a sign-in', () => {
  it.each(['/admin/queues', '/admin/queues/queue/sessions?status=failed'])('leads to %s', (next) => {
    expect(safeNext(next)).toBe(next);
  });

  it.each([
    'https://evil.example/admin/queues',
    '//evil.example/admin/queues',
    '/\\evil.example/admin/',
    '\\\\evil.example/admin/',
    '/admin/../api/v1/users',
    '/admin/%2e%2e/api/v1/users',
    '/administration',
    '/',
    'javascript:alert(1)//admin/',
    '\t//evil.example/admin/',
    '/admin/logout',
    '/admin/login?next=/admin/login',
    undefined,
    ['/admin/queues/x'],
  ])('is the board in place of %j', (next) => {
    expect(safeNext(next)).toBe('/admin/queues');
  });
});

it('a page shows what it is given as text', () => {
  const evil = `"><script>alert('x')</script>&`;
  for (const html of [loginPage({ next: evil, login: evil, problem: evil }), refusalPage(evil, evil)]) {
    expect(html).not.toContain('<script');
    expect(html).toContain('&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;');
  }
});
