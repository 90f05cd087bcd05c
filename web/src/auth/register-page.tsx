import { Alert, Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, Redirect, useSearchParams } from 'wouter';
import { LoadFailure } from '../core/load-failure';
import { Waiting } from '../core/waiting';
import { Card } from './card';
import { RegisterForm } from './register-form';
import { safePath } from './safe-path';
import { useRegistration } from './use-registration';
import { useSignedIn } from './use-signed-in';

/** Where the link of an invitation leads, and whoever has no account yet. */
export default function RegisterPage() {
  const { t } = useTranslation('auth');
  const [search] = useSearchParams();
  const { data, error, refetch } = useRegistration();
  const registration = data?.registration;
  const signedIn = useSignedIn();
  const invite = search.get('invite');
  const next = safePath(search.get('next'));
  if (signedIn) return <Redirect to={next} replace />;
  if (!registration && !invite && !error) return <Waiting />;
  const closed = registration === 'closed' || (registration === 'invite' && !invite);
  return (
    <Card
      title={t('register.title')}
      foot={
        <Text size="sm">
          {t('register.hasAccount')}{' '}
          <Anchor component={Link} inherit href={`/login?next=${encodeURIComponent(next)}`}>
            {t('signIn.submit')}
          </Anchor>
        </Text>
      }
    >
      {!registration && !invite ? (
        <LoadFailure error={error} retry={() => void refetch()} />
      ) : closed ? (
        <Alert color="gray">{t(registration === 'closed' ? 'register.closed' : 'register.byInvitation')}</Alert>
      ) : (
        <>
          {invite && (
            <Text c="var(--app-muted)" mb="md">
              {t('register.invited')}
            </Text>
          )}
          <RegisterForm invite={invite} />
        </>
      )}
    </Card>
  );
}
