import dashboard from './en/dashboard.json';
import inbox from './en/inbox.json';
import later from './en/later.json';
import manage from './en/manage.json';
import running from './en/running.json';
import settings from './en/settings.json';

/** The texts of pages that come in chunks of their own. */
export const enPages = { dashboard, inbox, later, manage, running, settings };
