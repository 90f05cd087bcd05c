import { Kbd, Table, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { keysText } from '../core/keys';
import { composerShortcuts, type Shortcut, shortcuts } from './shortcuts';

type ComposerShortcut = keyof typeof composerShortcuts;

/** All shortcuts, to be read. */
export function ShortcutSheet() {
  const { t } = useTranslation('shell');
  return (
    <>
      <Title order={3} size="h5" mb="xs">
        {t('shortcuts.everywhere')}
      </Title>
      <Table mb="lg">
        <Table.Tbody>
          {(Object.entries(shortcuts) as [Shortcut, readonly string[]][]).map(([name, keys]) => (
            <Table.Tr key={name}>
              <Table.Td>{t(`shortcuts.${name}`)}</Table.Td>
              <Table.Td ta="end">
                {keys.map((each) => (
                  <Kbd key={each} ml="xs">
                    {keysText([each])}
                  </Kbd>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Title order={3} size="h5" mb="xs">
        {t('shortcuts.writing')}
      </Title>
      <Table>
        <Table.Tbody>
          {(Object.entries(composerShortcuts) as [ComposerShortcut, readonly string[]][]).map(([name, keys]) => (
            <Table.Tr key={name}>
              <Table.Td>{t(`shortcuts.${name}`)}</Table.Td>
              <Table.Td ta="end">
                <Kbd>{keysText(keys)}</Kbd>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}
