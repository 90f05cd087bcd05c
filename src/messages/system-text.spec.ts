import { describe, expect, it } from 'vitest';
import { SystemEventName } from '../contract/system-events.js';
import { systemText } from './system-text.js';

describe('the text of a system message', () => {
  it.each(SystemEventName.options)('of %s names who did it, and ends as a sentence does', (event) => {
    const text = systemText({ event, userId: null, from: 'before', to: 'after' }, 'Ana', 'Bruno');
    expect(text).toMatch(/^Ana .+[^.]\.$/);
  });

  it('tells a topic that was taken away from one that was set', () => {
    const of = (to: string) => systemText({ event: 'topic_changed', userId: null, from: 'before', to }, 'Ana', '');
    expect([of('after'), of('')]).toEqual(['Ana set the topic to “after”.', 'Ana took the topic away.']);
  });
});
