import { Center, Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export const Waiting = () => {
  const { t } = useTranslation();
  return (
    <Center h="100%">
      <Loader role="progressbar" aria-label={t('loading')} />
    </Center>
  );
};
