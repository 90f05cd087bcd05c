import { useTranslation } from 'react-i18next';
import { Link, Redirect } from 'wouter';
import { PageFrame } from '../shell/page-frame';
import { AccountSection } from './account-section';
import { AppearanceSection } from './appearance-section';
import { DevicesSection } from './devices-section';
import { NotificationsSection } from './notifications-section';
import { ProfileSection } from './profile-section';
import classes from './settings.module.css';

const sections = {
  profile: ProfileSection,
  account: AccountSection,
  appearance: AppearanceSection,
  notifications: NotificationsSection,
  devices: DevicesSection,
} as const;
type SectionName = keyof typeof sections;

/** Addresses that mails and notifications lead to. */
const aliases: Readonly<Record<string, SectionName>> = { sessions: 'account' };

const isSection = (name: string): name is SectionName => Object.hasOwn(sections, name);

/** What somebody may choose for themselves, a section at a time. */
export default function SettingsPage({ section = 'profile' }: { section?: string | undefined }) {
  const { t } = useTranslation('settings');
  if (!isSection(section)) return <Redirect to={`/settings/${aliases[section] ?? 'profile'}`} replace />;
  const Section = sections[section];
  return (
    <PageFrame title={t('title')}>
      <nav className={classes.nav} aria-label={t('title')}>
        {(Object.keys(sections) as SectionName[]).map((name) => (
          <Link
            key={name}
            href={`/settings/${name}`}
            className={classes.link}
            aria-current={name === section ? 'page' : undefined}
          >
            {t(`sections.${name}`)}
          </Link>
        ))}
      </nav>
      <Section />
    </PageFrame>
  );
}
