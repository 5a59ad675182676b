import { Modal, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useTexts } from '../../i18n';
import { useCanvas } from '../store/use-canvas';
import { commandTexts } from '../texts/commands';
import type { Command } from './command';
import { KeyHint } from './command-controls';
import { COMMAND_IDS, COMMANDS } from './commands';
import classes from './commands.module.css';

const SECTIONS: readonly Command['section'][] = ['edit', 'move', 'other'];

/** A dialog that lists the first shortcut of each command. A read-only canvas lists only the commands that work there. */
export function ShortcutDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTexts(commandTexts);
  const readOnly = useCanvas((state) => state.readOnly);
  return (
    <Modal opened={opened} onClose={onClose} title={t('sheet.title')} size="lg">
      <Text size="xs" c="dimmed" mb="sm">
        {t('sheet.anywhere')}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
        {SECTIONS.map((section) => (
          <Stack key={section} gap={2}>
            <Title order={3} size="h3">
              {t(`sheet.${section}`)}
            </Title>
            {COMMAND_IDS.filter(
              (id) => COMMANDS[id].section === section && (!readOnly || COMMANDS[id].readOnly),
            ).map((id) => {
              const keys = COMMANDS[id].keys[0] ?? '';
              // A command for the arrow keys has four shortcuts. Show them as one, with the text for "arrow keys".
              return <Row key={id} label={t(id)} keys={keys.replace(/Arrow\w+/, t('key.arrows'))} />;
            })}
            {section === 'edit' && !readOnly && <Row label={t('save')} keys="mod+s" />}
            {section === 'other' && (
              <>
                <Row label={t('mouse.several')} keys={`mod+${t('key.click')}`} />
                <Row label={t('mouse.area')} keys={`shift+${t('key.drag')}`} />
              </>
            )}
          </Stack>
        ))}
      </SimpleGrid>
    </Modal>
  );
}

function Row({ label, keys }: { label: string; keys: string }) {
  return (
    <div className={classes.row}>
      <span>{label}</span>
      <KeyHint keys={keys} />
    </div>
  );
}
