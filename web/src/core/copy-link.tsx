import { Button, CopyButton, Group, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

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
          <CopyButton value={link}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {t(copied ? 'copied' : 'copyLink')}
              </Button>
            )}
          </CopyButton>
        </Group>
      )}
    </div>
  );
}
