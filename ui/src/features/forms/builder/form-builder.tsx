import { ROUTES, type FormDetail, type FormProblem } from '@linkflow/contracts';
import { ActionIcon, Alert, Button, Group, SegmentedControl, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconDeviceDesktop,
  IconDeviceMobile,
  IconPlus,
  IconRoute,
  IconSettings,
  IconX,
} from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { call } from '../../../api/client';
import { useTexts } from '../../../i18n';
import { SideDialog } from '../../../shared/dialog';
import { toastError } from '../../../shared/toast';
import { useFormProblems } from '../use-form-problems';
import { BlockPalette } from './block-palette';
import { BlockSettings } from './block-settings';
import { builderTexts } from './builder.texts';
import classes from './builder.module.css';
import { FormSettingsFields, type Installation } from './form-settings';
import { Stage } from './stage';
import { useDraft, useDraftState } from './use-form-draft';

/** In narrower windows the palette and the settings are drawers. */
const NARROW_QUERY = '(max-width: 68em)';

interface BuilderProps {
  form: FormDetail;
  readOnly: boolean;
  onOpenWorkflow: () => void;
}

/** The editor of a form: what can be added on the left, the form as people see it, and settings on the right. */
export function FormBuilder({ form, readOnly, onOpenWorkflow }: BuilderProps) {
  const t = useTexts(builderTexts);
  const narrow = useMediaQuery(NARROW_QUERY, undefined, { getInitialValueInEffect: false });
  const [view, setView] = useState<'desktop' | 'phone'>('desktop');
  const [drawer, setDrawer] = useState<'blocks' | 'settings' | null>(null);
  const draft = useDraft();
  const content = useDraftState((state) => state.content);
  const selected = useDraftState((state) => state.selected);
  const problems = useFormProblems(content);
  useUndoKeys(!readOnly);
  const settings = <Settings problems={problems} installation={form} />;
  return (
    <div className={classes.builder} inert={readOnly || undefined}>
      {!narrow && <BlockPalette focuses />}
      <div className={classes.middle}>
        <div className={classes.bar} role="toolbar" aria-label={t('bar.label')}>
          <BarButton
            label={t('bar.undo')}
            icon={<IconArrowBackUp size={17} />}
            onClick={draft.undo}
            stack="undo"
          />
          <BarButton
            label={t('bar.redo')}
            icon={<IconArrowForwardUp size={17} />}
            onClick={draft.redo}
            stack="redo"
          />
          <span className={classes.push} />
          {narrow && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconPlus size={15} />}
              onClick={() => setDrawer('blocks')}
            >
              {t('bar.blocks')}
            </Button>
          )}
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconSettings size={15} />}
            onClick={() => {
              draft.select(null);
              setDrawer('settings');
            }}
          >
            {t('bar.settings')}
          </Button>
          <SegmentedControl
            size="xs"
            aria-label={t('bar.label')}
            value={view}
            onChange={(next) => setView(next)}
            data={[
              { value: 'desktop', label: <IconDeviceDesktop size={16} aria-label={t('bar.desktop')} /> },
              { value: 'phone', label: <IconDeviceMobile size={16} aria-label={t('bar.phone')} /> },
            ]}
          />
        </div>
        <StaleNotice form={form} />
        <Stage narrow={view === 'phone' || narrow} problems={problems} organisation={form.organisation} />
        <Afterwards onOpen={onOpenWorkflow} />
      </div>
      {narrow ? (
        <>
          <SideDialog
            opened={drawer === 'blocks'}
            onClose={() => setDrawer(null)}
            position="left"
            title={t('palette')}
          >
            <BlockPalette />
          </SideDialog>
          <SideDialog
            opened={drawer === 'settings' || selected !== null}
            onClose={() => {
              setDrawer(null);
              draft.select(null);
            }}
            position="right"
            title={t(selected === null ? 'settings.title' : 'block.title')}
          >
            {settings}
          </SideDialog>
        </>
      ) : (
        <aside
          // Begins at its top again for another block.
          key={selected}
          className={classes.inspector}
          aria-label={t(selected === null ? 'settings.title' : 'block.title')}
          data-testid="form-inspector"
        >
          <SettingsHead />
          {settings}
        </aside>
      )}
    </div>
  );
}

function SettingsHead() {
  const t = useTexts(builderTexts);
  const draft = useDraft();
  const block = useDraftState(({ content, selected }) =>
    content.blocks.find(({ name }) => name === selected),
  );
  return (
    <Group justify="space-between" wrap="nowrap" mb="sm">
      <h2 className={classes.inspectorTitle}>{block ? t(`types.${block.type}`) : t('settings.title')}</h2>
      {block && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('block.close')}
          onClick={() => draft.select(null)}
        >
          <IconX size={17} />
        </ActionIcon>
      )}
    </Group>
  );
}

interface SettingsProps {
  problems: readonly FormProblem[];
  installation: Installation;
}

/** The settings of the selected block; without one, those of the form. */
function Settings({ problems, installation }: SettingsProps) {
  const block = useDraftState(({ content, selected }) =>
    content.blocks.find(({ name }) => name === selected),
  );
  return block ? (
    <BlockSettings key={block.name} block={block} problems={problems} />
  ) : (
    <FormSettingsFields problems={problems} installation={installation} />
  );
}

interface BarButtonProps {
  label: string;
  icon: ReactNode;
  stack: 'undo' | 'redo';
  onClick: () => void;
}

function BarButton({ label, icon, stack, onClick }: BarButtonProps) {
  const isEmpty = useDraftState((state) => state[stack].length === 0);
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={32}
      aria-label={label}
      title={label}
      // Stays focusable, so that the focus is not lost when there is nothing more to undo.
      data-disabled={isEmpty || undefined}
      aria-disabled={isEmpty}
      onClick={() => !isEmpty && onClick()}
    >
      {icon}
    </ActionIcon>
  );
}

/** Shown when somebody else has saved the form: one of the two versions is chosen. */
function StaleNotice({ form }: { form: FormDetail }) {
  const t = useTexts(builderTexts);
  const draft = useDraft();
  const stale = useDraftState((state) => state.stale);
  if (!stale) return null;
  const takeTheirs = () =>
    void call(ROUTES.forms.get, { params: { id: form.id } }).then(draft.takeTheirs, toastError);
  return (
    <Alert color="yellow" radius={0} title={t('stale.title', { name: stale.name })}>
      <Group gap="xs">
        <Button size="compact-sm" onClick={draft.keepMine}>
          {t('stale.mine')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={takeTheirs}>
          {t('stale.theirs')}
        </Button>
      </Group>
    </Alert>
  );
}

/** One sentence on what happens after the form was sent, with the way to the workflow. */
function Afterwards({ onOpen }: { onOpen: () => void }) {
  const t = useTexts(builderTexts);
  const { doubleOptIn, matching } = useDraftState((state) => state.content.settings);
  const what = doubleOptIn ? 'optIn' : matching === 'hold' ? 'hold' : 'direct';
  return (
    <div className={classes.foot}>
      <IconRoute size={18} aria-hidden />
      <Text size="sm" className={classes.push}>
        {t('then.text', { what: t(`then.${what}`) })}
      </Text>
      <Button variant="subtle" size="compact-sm" onClick={onOpen}>
        {t('then.open')}
      </Button>
    </div>
  );
}

/** Ctrl+Z and Ctrl+Y, except in fields, which have their own. */
function useUndoKeys(enabled: boolean): void {
  const draft = useDraft();
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: globalThis.KeyboardEvent) => {
      const isField = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
      if (isField || !(event.ctrlKey || event.metaKey)) return;
      const key = event.key.toLowerCase();
      if (key === 'z' && !event.shiftKey) draft.undo();
      else if (key === 'y' || (key === 'z' && event.shiftKey)) draft.redo();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [draft, enabled]);
}
