import { ActionIcon, Alert, Button, Group, Tabs, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconSitemap } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import {
  ACTION_TABS,
  type ActionTab,
  activeTabs,
  type LinkTabs as TabState,
  type NotStraight,
  stepsOfType,
  tabOfType,
  TYPES_OF_TAB,
} from '@linkflow/workflow';
import { useText, useTexts } from '../../i18n';
import { HISTORY_COMMANDS, isKey, isTextField } from '../commands/command';
import { Announcer } from '../editor/announcer';
import { problemsOf } from '../model/nodes';
import { nodeById, useCanvas, useCanvasShallow, useCanvasStore } from '../store/use-canvas';
import { commandTexts } from '../texts/commands';
import { tabsTexts } from '../texts/tabs';
import { LineSummary } from './line-summary';
import { ResponseTab } from './response-tab';
import { StepSection } from './step-form';
import classes from './tabs.module.css';
import { TargetFields } from './target-field';
import { useTabsReading } from './use-link-tabs';

interface LinkTabsProps {
  /** Shown before the buttons for undo, such as a switch to the canvas. */
  bar?: ReactNode;
  /** Shown below the summary, such as where the link is used. */
  notes?: ReactNode;
  /** Opens the canvas, with this step selected. */
  onCanvas: (nodeId: string | undefined) => void;
}

/** The seven tabs of a link: its draft as a form, for workflows that are a straight line. The canvas shows the same draft. */
export function LinkTabs({ bar, notes, onCanvas }: LinkTabsProps) {
  const reading = useTabsReading();
  const onKeyDown = useUndoKeys();
  return (
    // Undo works wherever the focus is in the tabs.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={classes.view} data-testid="link-tabs" onKeyDown={onKeyDown}>
      <div className={classes.bar}>
        {bar}
        {reading.ok && <UndoButtons />}
      </div>
      {reading.ok ? (
        <Line tabs={reading.tabs} notes={notes} onCanvas={onCanvas} />
      ) : (
        <CanvasOnly reason={reading.reason} onCanvas={onCanvas} />
      )}
      <Announcer />
    </div>
  );
}

function Line({ tabs, notes, onCanvas }: Omit<LinkTabsProps, 'bar'> & { tabs: TabState }) {
  const t = useTexts(tabsTexts);
  const store = useCanvasStore();
  const [open, setOpen] = useOpenTab();
  const active = activeTabs(tabs);
  const faulty = useFaultyTabs(tabs);
  /** A tab opens with its first step selected, so that the address of the page leads back to it. */
  const openTab = (tab: ActionTab) => {
    const [first] = TYPES_OF_TAB[tab].flatMap((type) => stepsOfType(tabs, type));
    store.getState().select({ nodes: first ? [first.id] : [], edges: [] });
    setOpen(tab);
  };
  const openStep = (nodeId: string | null) => {
    const node = nodeId === null ? undefined : nodeById(store.getState(), nodeId);
    const tab = node ? tabOfType(node.type) : 'response';
    if (tab === null) {
      onCanvas(node?.id);
      return;
    }
    store.getState().select({ nodes: node ? [node.id] : [], edges: [] });
    setOpen(tab);
    document.getElementById(tabId(tab))?.focus();
  };
  return (
    <div className={classes.columns}>
      <div className={classes.main}>
        <Tabs
          id={TABS_ID}
          value={open}
          onChange={(next) => openTab(ACTION_TABS.find((tab) => tab === next) ?? 'response')}
          keepMounted={false}
        >
          <div className={classes.listFrame} data-scrolls-sideways>
            <Tabs.List className={classes.list} aria-label={t('label')}>
              {ACTION_TABS.map((tab) => (
                <Tabs.Tab key={tab} value={tab} className={classes.tab}>
                  {t(`tab.${tab}`)}
                  {active.has(tab) && (
                    <>
                      <span className={classes.dot} data-faulty={faulty.has(tab) || undefined} aria-hidden />
                      <VisuallyHidden>, {t(faulty.has(tab) ? 'faulty' : 'active')}</VisuallyHidden>
                    </>
                  )}
                </Tabs.Tab>
              ))}
            </Tabs.List>
          </div>
          {ACTION_TABS.map((tab) => (
            <Tabs.Panel key={tab} value={tab} className={classes.panel}>
              <div data-testid="action-tab-panel">
                <TabForm tab={tab} tabs={tabs} />
              </div>
            </Tabs.Panel>
          ))}
        </Tabs>
      </div>
      <aside className={classes.side} aria-label={t('summary.title')}>
        <LineSummary tabs={tabs} onOpen={openStep} />
        {notes}
      </aside>
    </div>
  );
}

/** Mantine makes the ids of the tabs of it: `action-tab-response`. */
const TABS_ID = 'action';
/** The id of the element of a tab. */
export const tabId = (tab: ActionTab): string => `${TABS_ID}-tab-${tab}`;

function TabForm({ tab, tabs }: { tab: ActionTab; tabs: TabState }) {
  if (tab === 'response') return <ResponseTab tabs={tabs} />;
  const types = TYPES_OF_TAB[tab];
  const isTargets = tab === 'interests' || tab === 'groups';
  return (
    <div className={isTargets ? classes.targets : classes.steps}>
      {types.map((type) =>
        isTargets ? (
          <TargetFields key={type} type={type} nodes={stepsOfType(tabs, type)} />
        ) : (
          <StepSection key={type} type={type} nodes={stepsOfType(tabs, type)} />
        ),
      )}
    </div>
  );
}

/** The open tab. A selected step opens its own, when the tabs are shown and when a problem leads to it. */
function useOpenTab() {
  const selectedTab = useCanvas((state) => {
    const [id] = state.selection.nodes;
    const node = id === undefined ? undefined : nodeById(state, id);
    return node ? tabOfType(node.type) : null;
  });
  const asked = useCanvas((state) => state.pendingFocus);
  const [open, setOpen] = useState<ActionTab>(selectedTab ?? 'response');
  useEffect(() => {
    if (asked && selectedTab) setOpen(selectedTab);
  }, [asked, selectedTab]);
  return [open, setOpen] as const;
}

/** The tabs with a step that has an error, apart from one that was just added. */
function useFaultyTabs({ answer, steps }: TabState): ReadonlySet<ActionTab> {
  const faulty = useCanvasShallow(({ problems, newNode }) =>
    [...answer, ...steps].flatMap(({ id, type }) => {
      const isFaulty = problemsOf(problems, id).some(({ severity }) => severity === 'error');
      return isFaulty && id !== newNode ? (tabOfType(type) ?? []) : [];
    }),
  );
  return new Set(faulty);
}

/** Says why the tabs cannot show the workflow, and leads to the canvas. */
function CanvasOnly({ reason, onCanvas }: { reason: NotStraight } & Pick<LinkTabsProps, 'onCanvas'>) {
  const t = useTexts(tabsTexts);
  const text = useText();
  return (
    <div className={classes.canvasOnly}>
      <Alert
        color="gray"
        variant="light"
        icon={<IconSitemap size={18} aria-hidden />}
        title={t('canvasOnly.title')}
        data-testid="canvas-only"
      >
        <Text size="sm">
          {text(reason.message)} {t('canvasOnly.text')}
        </Text>
        <Button mt="sm" size="xs" onClick={() => onCanvas(reason.nodeId)}>
          {t('canvasOnly.open')}
        </Button>
      </Alert>
    </div>
  );
}

const HISTORY = ['undo', 'redo'] as const;

function UndoButtons() {
  const c = useTexts(commandTexts);
  const store = useCanvasStore();
  const counts = useCanvasShallow(({ history }) => ({
    undo: history.undo.length,
    redo: history.redo.length,
  }));
  const readOnly = useCanvas((state) => state.readOnly);
  if (readOnly) return null;
  return (
    <Group gap={2} wrap="nowrap" className={classes.history}>
      {HISTORY.map((id) => {
        const { icon: Icon } = HISTORY_COMMANDS[id];
        return (
          <Tooltip key={id} label={c(id)}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={c(id)}
              // Stays focusable, so that the focus is not lost when there is nothing more to undo.
              data-disabled={counts[id] === 0 || undefined}
              aria-disabled={counts[id] === 0}
              onClick={() => store.getState()[id]()}
            >
              <Icon size={18} />
            </ActionIcon>
          </Tooltip>
        );
      })}
    </Group>
  );
}

/** Undo and redo by keyboard, outside text fields, which undo for themselves what was typed in them. */
function useUndoKeys() {
  const store = useCanvasStore();
  return (event: KeyboardEvent) => {
    if (isTextField(event.target)) return;
    const id = HISTORY.find((each) => HISTORY_COMMANDS[each].keys.some((keys) => isKey(event, keys)));
    if (!id) return;
    event.preventDefault();
    // Else a page behind the dialog with the tabs would undo, too.
    event.stopPropagation();
    store.getState()[id]();
  };
}
