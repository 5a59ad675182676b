import { ROUTES, type NodeDescriptor } from '@linkflow/contracts';
import { Loader, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useCan } from '../../../api/session';
import { useRoute } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { useDiscardGuard } from '../../../shared/discard-guard';
import { LoadFailure } from '../../../shared/load-failure';
import { usePhone } from '../../../shared/use-phone';
import { EditLink } from './edit-link';
import classes from './link-dialog.module.css';
import { linkDialogTexts } from './link-dialog.texts';
import { NewLink, type NewLinkStart } from './new-link';

/** What the dialog is about: a link that exists, or a new one. */
export type LinkDialogSubject = { linkId: string } | NewLinkStart;

interface LinkDialogProps {
  opened: boolean;
  subject: LinkDialogSubject | null;
  onClose: () => void;
}

/**
 * The properties of a tracked link in a dialog over another page: its name, the seven tabs, and publishing. A link that exists is edited in
 * its draft, as on its page; a new one is created and published with one button.
 */
export function LinkDialog({ opened, subject, onClose }: LinkDialogProps) {
  const t = useTexts(linkDialogTexts);
  const phone = usePhone();
  const { dialog, guard } = useDiscardGuard({ opened, onClose });
  return (
    <Modal
      {...dialog}
      title={t(subject && 'linkId' in subject ? 'editTitle' : 'newTitle')}
      size={1080}
      fullScreen={phone}
      centered
      classNames={{ content: phone ? classes.full : classes.content, body: classes.body }}
    >
      {opened && subject && (
        <WithCatalogue>
          {(catalogue) =>
            'linkId' in subject ? (
              <LoadedEdit linkId={subject.linkId} catalogue={catalogue} onClose={onClose} />
            ) : (
              <NewLink start={subject} catalogue={catalogue} guard={guard} onClose={onClose} />
            )
          }
        </WithCatalogue>
      )}
    </Modal>
  );
}

function WithCatalogue({ children }: { children: (catalogue: readonly NodeDescriptor[]) => ReactNode }) {
  const catalogue = useRoute(ROUTES.catalogue.actions);
  if (catalogue.data) return children(catalogue.data);
  return catalogue.error ? (
    <LoadFailure error={catalogue.error} onRetry={() => void catalogue.refetch()} />
  ) : (
    <Loader m="xl" size="sm" />
  );
}

interface LoadedEditProps {
  linkId: string;
  catalogue: readonly NodeDescriptor[];
  onClose: () => void;
}

function LoadedEdit({ linkId, catalogue, onClose }: LoadedEditProps) {
  const link = useRoute(ROUTES.links.get, { params: { id: linkId } });
  const readOnly = !useCan()(ROUTES.workflows.saveDraft);
  if (!link.data)
    return link.error ? (
      <LoadFailure error={link.error} onRetry={() => void link.refetch()} />
    ) : (
      <Loader m="xl" size="sm" />
    );
  return <EditLink link={link.data} catalogue={catalogue} readOnly={readOnly} onClose={onClose} />;
}
