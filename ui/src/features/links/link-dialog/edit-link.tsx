import { ROUTES, type LinkDetail, type NodeDescriptor } from '@linkflow/contracts';
import { Anchor, Button, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useCan } from '../../../api/session';
import { useCommand } from '../../../api/use-route';
import { type DraftSession, useDraftSession } from '../../../canvas/editor/draft-session';
import { ConflictDialog, SaveState } from '../../../canvas/editor/draft-status';
import { LocalFindings } from '../../../canvas/editor/local-checks';
import { CanvasProvider } from '../../../canvas/store/use-canvas';
import { LinkTabs } from '../../../canvas/tabs/link-tabs';
import { useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { attempt } from '../../../shared/toast';
import { LinkKind } from '../link-kind';
import { useDraftChanges } from '../link-page/use-draft-changes';
import { useLinkEvents } from '../link-page/use-link-live';
import { usePublish } from '../link-page/use-publish';
import { UsesBeforePublishing } from '../link-uses';
import { DialogProblems, useErrors } from './dialog-problems';
import classes from './link-dialog.module.css';
import { linkDialogTexts } from './link-dialog.texts';

interface EditLinkProps {
  link: LinkDetail;
  catalogue: readonly NodeDescriptor[];
  readOnly: boolean;
  onClose: () => void;
}

/** A link that exists: its draft in the tabs, saved as one works, with the page's merging of what colleagues save. */
export function EditLink({ link, catalogue, readOnly, onClose }: EditLinkProps) {
  const session = useDraftSession({ kind: 'link', owner: link }, catalogue, readOnly);
  return (
    <CanvasProvider store={session.canvas}>
      <EditForm link={link} session={session} onClose={onClose} />
      <ConflictDialog session={session} />
      <LocalFindings serverDraft={session.serverDraft} />
    </CanvasProvider>
  );
}

interface EditFormProps extends Pick<EditLinkProps, 'link' | 'onClose'> {
  session: DraftSession;
}

function EditForm({ link, session, onClose }: EditFormProps) {
  const t = useTexts(linkDialogTexts);
  useLinkEvents(link, session);
  const openPage = (nodeId: string | undefined) => {
    const query = nodeId === undefined ? '' : `?node=${encodeURIComponent(nodeId)}`;
    window.open(`/links/${link.id}${query}`, '_blank', 'noopener');
  };
  return (
    <>
      <div className={classes.head}>
        <NameField link={link} />
        <LinkKind local={link.mailing !== null} />
      </div>
      <LinkTabs onCanvas={openPage} notes={<Uses linkId={link.id} />} />
      <Foot link={link} session={session} onClose={onClose}>
        <Anchor href={`/links/${link.id}`} target="_blank" size="sm">
          {t('canvas')}
        </Anchor>
      </Foot>
    </>
  );
}

function Uses({ linkId }: { linkId: string }) {
  return (
    <Text component="div" size="xs" c="dimmed" mt="md">
      <UsesBeforePublishing linkId={linkId} />
    </Text>
  );
}

/** The name of the link, which is saved when the field is left. It is not part of the draft. */
function NameField({ link }: { link: LinkDetail }) {
  const t = useTexts(linkDialogTexts);
  const c = useTexts(common);
  const mayRename = useCan()(ROUTES.links.update);
  const update = useCommand(ROUTES.links.update);
  const [name, setName] = useState(link.name);
  const save = () => {
    const wanted = name.trim();
    if (wanted === '' || wanted === link.name) return;
    attempt(update.mutateAsync({ params: { id: link.id }, body: { name: wanted } }));
  };
  return (
    <TextInput
      className={classes.name}
      label={t('name')}
      maxLength={200}
      readOnly={!mayRename}
      value={name}
      error={name.trim() === '' && c('nameMissing')}
      onChange={(event) => setName(event.currentTarget.value)}
      onBlur={save}
    />
  );
}

function Foot({ link, session, onClose, children }: EditFormProps & { children: ReactNode }) {
  const t = useTexts(linkDialogTexts);
  const c = useTexts(common);
  const mayPublish = useCan()(ROUTES.workflows.publish);
  const [checked, setChecked] = useState(false);
  const errors = useErrors();
  const changes = useDraftChanges(link);
  const conflict = useStore(session.sync.state, (state) => state.conflict);
  const { publish, busy, failure, unchanged } = usePublish(link, session, onClose);
  const isUnchanged = unchanged || changes?.count === 0;
  const submit = () => {
    setChecked(true);
    const state = session.canvas.getState();
    state.endAdding();
    const [first] = errors;
    if (first) state.goToProblem(first);
    else void publish('');
  };
  return (
    <>
      {checked && <DialogProblems />}
      <div className={classes.foot}>
        <div className={classes.said}>
          {failure === null ? (
            <SaveState session={session} />
          ) : (
            <Text size="sm" c="red" role="alert">
              {failure}
            </Text>
          )}
        </div>
        {children}
        <Button variant="default" onClick={onClose}>
          {c('close')}
        </Button>
        {mayPublish && (
          <Button
            loading={busy}
            disabled={conflict !== null || isUnchanged}
            onClick={submit}
            data-testid="dialog-publish"
          >
            {t(isUnchanged ? 'published' : 'publish')}
          </Button>
        )}
      </div>
    </>
  );
}
