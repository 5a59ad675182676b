import { useMemo, useState } from 'react';
import { TRIGGER } from '@linkflow/contracts';
import { useText, useTexts } from '../../i18n';
import { connectChoices, connectEdit } from '../model/connect';
import { sentenceOf, titleOf } from '../model/nodes';
import type { ConnectMenu as OpenMenu } from '../store/canvas-store';
import {
  descriptorById,
  nodeById,
  useCanvas,
  useCanvasShallow,
  useCanvasStore,
  useNodeTitle,
} from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import { foldText } from './palette';
import { StepMenu, type StepOption, type StepSection } from './step-menu';

/**
 * The menu that connects an outlet without a pointer: lists, by outlet, the steps that may follow, and “Nothing” to remove the arrow.
 */
export function ConnectMenu() {
  const menu = useCanvas((state) => state.connectMenu);
  return menu && <OpenConnectMenu menu={menu} />;
}

/** Id of the option that removes the arrow. Ids of nodes never begin with a minus. */
const NOTHING = '-nothing';

function OpenConnectMenu({ menu }: { menu: OpenMenu }) {
  const t = useTexts(canvasTexts);
  const store = useCanvasStore();
  const [query, setQuery] = useState('');
  const node = useNodeTitle(menu.node);
  const sections = useSections(menu, query);
  const close = () => store.setState({ connectMenu: null });

  const connect = (port: string, option: string) => {
    const state = store.getState();
    const from = { node: menu.node, port };
    const edit = connectEdit(state, { from, to: option === NOTHING ? null : option });
    if (edit) state.edit(edit, { animate: true });
    store.setState({ connectMenu: null, pendingFocusNode: { nodeId: menu.node } });
  };
  return (
    <StepMenu
      title={t('connect.title')}
      place={t('connect.from', { node })}
      placeholder={t('palette.search')}
      none={query === '' ? t('connect.none') : t('palette.none', { query })}
      at={menu.at}
      sections={sections}
      query={query}
      onQuery={setQuery}
      onPick={(section, option) => connect(section.id, option.id)}
      onClose={close}
      testId="connect-menu"
    />
  );
}

/** One section per outlet. At the trigger and at nodes with several outlets, its heading is the outlet's word. */
function useSections(menu: OpenMenu, query: string): readonly StepSection[] {
  const t = useTexts(canvasTexts);
  const text = useText();
  const state = useCanvasShallow(({ document, layout, catalogue, measured, sentences }) => ({
    document,
    layout,
    catalogue,
    measured,
    sentences,
  }));
  return useMemo(() => {
    const choices = connectChoices(state, menu.node, menu.port);
    const words = foldText(query).split(/\s+/).filter(Boolean);
    const isWanted = ({ title, summary }: StepOption): boolean =>
      words.every((word) => foldText(`${title} ${summary}`).includes(word));
    const isLabelled = choices.length > 1 || menu.port !== undefined || menu.node === TRIGGER;
    return choices
      .map(({ port, current, targets }): StepSection => {
        const steps = targets.map((id): StepOption => {
          const descriptor = descriptorById(state, id);
          const summary = sentenceOf(state, id) ?? descriptor?.summary;
          return {
            id,
            icon: descriptor?.icon,
            group: descriptor?.group ?? 'flow',
            title: titleOf(state, id, text) || (nodeById(state, id)?.type ?? id),
            summary: summary ? text(summary) : '',
            checked: id === current,
            data: { 'data-connect-to': id },
          };
        });
        const nothing: StepOption = {
          id: NOTHING,
          icon: undefined,
          group: 'flow',
          title: t('connect.nothing'),
          summary: t(current === null ? 'connect.nothingNow' : 'connect.nothingText'),
          checked: current === null,
          data: { 'data-connect-to': '' },
        };
        const options = [...(current === null && steps.length === 0 ? [] : [nothing]), ...steps];
        return {
          id: port.id,
          title: isLabelled ? text(port.label) : undefined,
          options: options.filter(isWanted),
        };
      })
      .filter(({ options }) => options.length > 0);
  }, [state, menu.node, menu.port, query, t, text]);
}
