import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Notice } from './notice';

export const NotFound = () => {
  const { t } = useTranslation();
  return (
    <Notice title={t('notFound.title')} text={t('notFound.text')}>
      <Button component={Link} href="/">
        {t('notFound.home')}
      </Button>
    </Notice>
  );
};
