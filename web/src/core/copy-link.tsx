import { Button, Group, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { copy } from './clipboard';
import { say, sayError } from './say';

interface CopyLinkProps {
  label: string;
  description: string;
  /** Null until there is one. */
  link: string | null;
}

/** A link that was just made, to be given to somebody. Told when it comes. */
export function CopyLink({ label, description, link }: CopyLinkProps) {
  const { t } = useTranslation();
  return (
    <div aria-live="polite">
      {link !== null && (
        <Group gap="xs" align="flex-end">
          <TextInput flex="1 1 14rem" readOnly label={label} description={description} value={link} />
          <Button variant="default" onClick={() => void copy(link).then(() => say(t('copied')), sayError)}>
            {t('copyLink')}
          </Button>
        </Group>
      )}
    </div>
  );
}
