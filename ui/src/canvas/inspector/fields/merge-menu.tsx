import { Button, Menu, ScrollArea } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { useText, useTexts } from '../../../i18n';
import { inspectorTexts } from '../../texts/inspector';
import { useFactsAt } from '../condition/facts';

interface Props {
  nodeId: string;
  disabled: boolean;
  /** Inserts a placeholder such as `{{contact.firstName}}` at the cursor. */
  onInsert: (placeholder: string) => void;
}

/**
 * Menu of facts that can be inserted into a text as placeholders. Does not offer lists, booleans and facts that contain ids of
 * records. Not shown beside a text that cannot be changed.
 */
export function MergeMenu({ nodeId, disabled, onInsert }: Props) {
  const t = useTexts(inspectorTexts);
  const text = useText();
  const facts = useFactsAt(nodeId);
  const usable = [...facts.values()].filter(
    (fact) => fact.type !== 'list' && fact.type !== 'boolean' && fact.of === undefined,
  );
  if (disabled) return null;
  return (
    <Menu position="bottom-end" shadow="md" width={240} withinPortal returnFocus={false}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          leftSection={<IconBraces size={13} />}
          // Prevents the click from moving the focus out of the text field, which would lose the cursor position.
          onMouseDown={(event) => event.preventDefault()}
        >
          {t('text.insert')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={t('text.insertTitle')}>
        <ScrollArea.Autosize mah={280} type="auto" scrollbarSize={8}>
          {usable.map((fact) => (
            <Menu.Item
              key={fact.name}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onInsert(`{{${fact.name}}}`)}
            >
              {text(fact.label)}
            </Menu.Item>
          ))}
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  );
}
