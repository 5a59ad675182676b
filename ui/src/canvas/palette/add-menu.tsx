import { useMemo, useState } from 'react';
import { useLanguage, useText, useTexts } from '../../i18n';
import { lanesAt } from '../model/lanes';
import { descriptorsOf } from '../model/nodes';
import type { AddMenu as OpenMenu } from '../store/canvas-store';
import { useCanvas, useCanvasStore } from '../store/use-canvas';
import { canvasTexts } from '../texts/canvas';
import { FullNotice } from './full-notice';
import { paletteSections, useAddNode } from './palette';
import { StepMenu, type StepSection } from './step-menu';
import { useTargetDescription } from './target-description';

/**
 * The menu that plus buttons open: a searchable list of the node types that are allowed at the button's place in the workflow.
 */
export function AddMenu() {
  const menu = useCanvas((state) => state.addMenu);
  return menu && <OpenAddMenu menu={menu} />;
}

function OpenAddMenu({ menu }: { menu: OpenMenu }) {
  const t = useTexts(canvasTexts);
  const text = useText();
  const language = useLanguage();
  const store = useCanvasStore();
  const catalogue = useCanvas((state) => state.catalogue);
  const document = useCanvas((state) => state.document);
  const add = useAddNode();
  const [query, setQuery] = useState('');
  const place = useTargetDescription(menu.target);

  const sections = useMemo(
    () =>
      paletteSections(catalogue, { language, query, lanes: lanesAt(document, menu.target) }).map(
        ({ section, steps }): StepSection => ({
          id: section,
          options: steps.map((step) => ({
            id: step.type,
            icon: step.icon,
            group: step.group,
            title: text(step.title),
            summary: text(step.summary),
            data: { 'data-step-type': step.type },
          })),
        }),
      ),
    [catalogue, language, query, document, menu.target, text],
  );
  return (
    <StepMenu
      title={t('addMenu.title')}
      place={place}
      placeholder={t('palette.search')}
      notice={<FullNotice />}
      none={t('palette.none', { query })}
      at={menu.at}
      sections={sections}
      query={query}
      onQuery={setQuery}
      onPick={(_, { id }) => {
        const step = descriptorsOf(catalogue).get(id);
        if (step) add(step, menu.target);
      }}
      onClose={() => store.setState({ addMenu: null })}
      testId="add-menu"
    />
  );
}
