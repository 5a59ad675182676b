import { useVersion } from '../../../api/links';
import type { DraftChanges } from '../../../canvas/model/changes';
import { descriptorsOf } from '../../../canvas/model/lookups';
import { useCanvas } from '../../../canvas/store/canvas-context';
import { useText, useTexts } from '../../../i18n';
import { linkPageTexts } from './link-page.texts';
import classes from './publish-dialog.module.css';

interface Props {
  changes: DraftChanges;
  linkId: string;
  liveVersion: number;
}

/** What the draft does otherwise than the live version, by the names of the steps. */
export function PublishChanges({ changes, linkId, liveVersion }: Props) {
  const t = useTexts(linkPageTexts);
  const text = useText();
  const draft = useCanvas((state) => state.document);
  const catalogue = useCanvas((state) => state.catalogue);
  const live = useVersion(linkId, liveVersion).data?.document;
  const nodes = new Map([...(live?.nodes ?? []), ...draft.nodes].map((node) => [node.id, node]));
  const names = (ids: readonly string[]): string =>
    ids
      .map((id) => {
        const node = nodes.get(id);
        const descriptor = descriptorsOf(catalogue).get(node?.type ?? '');
        return node?.label || (descriptor ? text(descriptor.title) : (node?.type ?? id));
      })
      .join(', ');
  const rows = [
    changes.added.length > 0 && t('publish.added', { names: names(changes.added) }),
    changes.removed.length > 0 && t('publish.removed', { names: names(changes.removed) }),
    changes.changed.length > 0 && t('publish.edited', { names: names(changes.changed) }),
    changes.rewired.length > 0 &&
      changes.added.length + changes.removed.length === 0 &&
      t('publish.rewired', { names: names(changes.rewired) }),
    changes.url && t('publish.url'),
  ].filter((row) => row !== false);
  return (
    <div className={classes.changes}>
      <strong>{t('publish.changed', { version: liveVersion })}</strong>
      <ul>
        {rows.map((row) => (
          <li key={row}>{row}</li>
        ))}
      </ul>
    </div>
  );
}
