import { UserGroup } from '../../../src/contract/groups.js';
import type { FieldError } from '../../../src/contract/errors.js';
import type { Server } from '../../support/app.js';
import { Person } from '../../support/factories.js';
import { order } from '../../support/jobs.js';
import { type Answer, call, type CallOptions, problemOf, succeeded } from '../../support/rest.js';
import type { RestCase } from './rest-routes.js';
import { rulesOf } from './rules.js';

export interface AskOptions extends CallOptions {
  /** In place of ids of what is there. */
  params?: Record<string, string>;
  query?: string;
}

/** Somebody who may do all that the routes are for, and what they may do it to. */
export class RestInput {
  private constructor(
    readonly person: Person,
    readonly channelId: string,
    private readonly userId: string,
    private readonly messageId: string,
    private readonly jobId: string,
    private readonly groupId: string,
  ) {}

  static async arrange(server: Server): Promise<RestInput> {
    const [person, other] = [await Person.register(server), await Person.register(server)];
    const { id } = await person.createChannel({}, [other]);
    const { message } = await person.post(id, 'a message');
    const job = await order(person, `/channels/${id}/exports`, { format: 'csv' });
    const group = succeeded(
      UserGroup,
      await person.call('POST', '/groups', { name: 'asked-about', displayName: 'Asked about' }),
    );
    return new RestInput(person, id, other.id, message.id, job.id, group.id);
  }

  ask({ route }: RestCase, { params, query = '', ...options }: AskOptions = {}): Promise<Answer> {
    const [method = '', template = ''] = route.split(' ');
    const id = template.startsWith('/messages')
      ? this.messageId
      : template.startsWith('/jobs')
        ? this.jobId
        : template.startsWith('/groups')
          ? this.groupId
          : this.channelId;
    const known = { id, userId: this.userId, name: 'clean-up', seq: '1', emoji: encodeURIComponent('👍') };
    const invite = { inviteId: this.userId, token: 'no-such-token' };
    const path = Object.entries({ ...known, ...invite, ...params }).reduce(
      (text, [name, value]) => text.replace(`{${name}}`, value),
      template,
    );
    return call(this.person.server, method, `${path}${query}`, { token: this.person.accessToken, ...options });
  }
}

/** The broken rules of a refusal for bad input; fails where it is none. */
export function errorsOf(answer: Answer): FieldError[] {
  const { status, code, errors = [] } = problemOf(answer);
  if (status !== 400 || code !== 'validation_failed') throw new Error(`answered ${status} ${code}`);
  return errors;
}

/** Which rules of the field, or of something in it, the refusal says were broken. */
export const ruleOf = (answer: Answer, path: string): string => rulesOf(errorsOf(answer), path);
