import { ROUTES, type Condition, type FactDescriptor, type SelectionView } from '@linkflow/contracts';
import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useCan } from '../../../api/session';
import { useRoute } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { lazyPart, usePrefetched } from '../../../shared/lazy-parts';
import classes from './criteria.module.css';
import { criteriaTexts } from './criteria.texts';
import { CriteriaColumns } from './criteria-columns';
import { CriteriaWords } from './criteria-words';

/** The code of the editor of conditions is larger than that of the page. */
const CriteriaEditor = lazyPart(async () => (await import('./criteria-editor')).CriteriaEditor);
const LATER = [CriteriaEditor.load];
const NONE: readonly FactDescriptor[] = [];

/** The criteria of a dynamic selection in words, or in an editor, and who meets them. */
export function CriteriaForm({ selection }: { selection: SelectionView }) {
  const t = useTexts(criteriaTexts);
  const all = useRoute(ROUTES.catalogue.facts).data ?? NONE;
  const facts = useMemo(() => all.filter(({ group }) => group === 'contact' || group === 'company'), [all]);
  const mayEdit = useCan()(ROUTES.selections.update) && !selection.deleted;
  const saved = isEmpty(selection.criteria) ? null : selection.criteria;
  const [opened, setOpened] = useState(false);
  /** True once the editor was closed: its button then has the focus. */
  const [returned, setReturned] = useState(false);
  usePrefetched(LATER);
  if (mayEdit && (opened || saved === null))
    return (
      <CriteriaEditor
        selection={selection}
        facts={facts}
        focused={opened}
        onClose={() => {
          setOpened(false);
          setReturned(true);
        }}
      />
    );
  return (
    <CriteriaColumns criteria={saved} reason={t('noCriteria')}>
      {saved && <CriteriaWords criteria={saved} facts={facts} />}
      {mayEdit && (
        <Button
          size="xs"
          variant="default"
          autoFocus={returned}
          leftSection={<IconPencil size={15} aria-hidden />}
          onClick={() => setOpened(true)}
          className={classes.change}
        >
          {t('change')}
        </Button>
      )}
    </CriteriaColumns>
  );
}

const isEmpty = (criteria: Condition | null): boolean =>
  criteria === null || ('all' in criteria && criteria.all.length === 0);
