import { ROUTES, type Block } from '@linkflow/contracts';
import { Checkbox, Group, Text } from '@mantine/core';
import { IconBookmark, IconCopy, IconTrash } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useCommand } from '../../../../api/use-route';
import { useTexts } from '../../../../i18n';
import { common } from '../../../../i18n/common.texts';
import { NameDialog } from '../../../../shared/form-dialog';
import { MenuAction, RowMenu } from '../../../../shared/menu';
import { MenuDivider } from '../../../../shared/menu-parts';
import { toast } from '../../../../shared/toast';
import { editorTexts } from '../editor.texts';
import { wordsOf } from '../model/words';
import { BLOCK_ICONS } from '../palette/block-icons';
import { useMailCommands, useRequestedFocus, useSelectedBlock } from '../store/use-mail-editor';
import { BlockSettings } from './block-settings';
import classes from './inspector.module.css';
import { settingsTexts } from './inspector.texts';
import { OwnColourField, PixelField, Section, type SettingsProps } from './simple-fields';

/** The settings of the selected block. */
export function Inspector() {
  const t = useTexts(settingsTexts);
  const block = useSelectedBlock();
  return (
    <aside className={classes.inspector} aria-label={t('title')} data-testid="mail-inspector">
      {block ? (
        <SelectedBlock key={block.id} block={block} />
      ) : (
        <div className={classes.nothing}>
          <Text size="sm" fw={600} c="var(--mantine-color-text)" mb={4}>
            {t('nothing')}
          </Text>
          {t('nothingText')}
        </div>
      )}
    </aside>
  );
}

/** A formatted text. It is preferred to the controls of its toolbar, which stand before it. */
const TEXT = '[role="textbox"][aria-multiline="true"]';
const FIRST_FIELD =
  ':is(input:not([type="file"], [type="radio"]:not(:checked), :disabled), textarea, [role="textbox"], button:not(:disabled), [tabindex="0"])';

function SelectedBlock({ block }: { block: Block }) {
  const types = useTexts(editorTexts);
  const commands = useMailCommands();
  const body = useRef<HTMLDivElement>(null);
  useRequestedFocus(block.id, (on) => {
    if (on !== 'settings' || !body.current) return null;
    return (
      body.current.querySelector<HTMLElement>(TEXT) ?? body.current.querySelector<HTMLElement>(FIRST_FIELD)
    );
  });
  const Icon = BLOCK_ICONS[block.type];
  /** Changes parts of the block. What `BlockSettings` changes are parts of the block that it shows. */
  const change = (part: Partial<Block>) =>
    commands.change({ ...block, ...part } as Block, Object.keys(part).join());
  return (
    <>
      <header className={classes.head}>
        <span className={classes.headIcon}>
          <Icon size={17} stroke={1.6} aria-hidden />
        </span>
        <h2 className={classes.title}>{types(`types.${block.type}`)}</h2>
        <BlockMenu block={block} />
      </header>
      <div ref={body} className={classes.body}>
        <BlockSettings block={block} change={change} />
        <FrameSettings block={block} change={change} />
      </div>
    </>
  );
}

/** What every block has: the space around it, the colour behind it, and on which devices it is shown. */
function FrameSettings({ block, change }: SettingsProps<Block>) {
  const t = useTexts(settingsTexts);
  return (
    <>
      <Section title={t('spacing')}>
        {block.type !== 'spacer' && (
          <div className={classes.pair}>
            <PixelField
              label={t('paddingY')}
              value={block.paddingY}
              max={120}
              onChange={(paddingY) => change({ paddingY })}
            />
            <PixelField
              label={t('paddingX')}
              value={block.paddingX}
              max={80}
              onChange={(paddingX) => change({ paddingX })}
            />
          </div>
        )}
        <OwnColourField
          label={t('background')}
          value={block.background}
          onChange={(background) => change({ background })}
        />
      </Section>
      <Group justify="space-between" role="group" aria-label={t('shownOn')}>
        <Text size="xs" fw={500}>
          {t('shownOn')}
        </Text>
        <Group gap="md">
          {(['screen', 'phone'] as const).map((device) => (
            <Checkbox
              key={device}
              size="xs"
              label={t(device)}
              checked={!block.hiddenOn.includes(device)}
              onChange={({ currentTarget }) =>
                change({
                  hiddenOn: currentTarget.checked
                    ? block.hiddenOn.filter((one) => one !== device)
                    : [...block.hiddenOn, device],
                })
              }
            />
          ))}
        </Group>
      </Group>
    </>
  );
}

function BlockMenu({ block }: { block: Block }) {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const types = useTexts(editorTexts);
  const commands = useMailCommands();
  const save = useCommand(ROUTES.savedBlocks.create);
  const [saving, setSaving] = useState(false);
  const type = types(`types.${block.type}`);
  return (
    <>
      <RowMenu name={type}>
        <MenuAction icon={IconBookmark} needs={ROUTES.savedBlocks.create} onClick={() => setSaving(true)}>
          {t('saveBlock')}
        </MenuAction>
        <MenuAction icon={IconCopy} onClick={() => commands.duplicate(block.id)}>
          {t('duplicate')}
        </MenuAction>
        <MenuDivider />
        <MenuAction danger icon={IconTrash} onClick={() => commands.remove(block.id)}>
          {t('remove')}
        </MenuAction>
      </RowMenu>
      <NameDialog
        opened={saving}
        onClose={() => setSaving(false)}
        title={t('saveBlockTitle')}
        submit={c('save')}
        size="md"
        name={wordsOf(block).slice(0, 60) || type}
        onSubmit={(name) => save.mutateAsync({ body: { name, block } })}
        onDone={({ name }) => toast(t('savedBlock', { name }))}
      />
    </>
  );
}
