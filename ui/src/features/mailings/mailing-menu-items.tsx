import { ROUTES, type MailingSummary } from '@linkflow/contracts';
import {
  IconCopy,
  IconFileExport,
  IconFolderSymlink,
  IconPencil,
  IconTemplate,
  IconTrash,
} from '@tabler/icons-react';
import { call } from '../../api/client';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { confirmRequest } from '../../shared/confirm';
import { downloadJson } from '../../shared/download';
import { MenuAction } from '../../shared/menu';
import { MenuDivider } from '../../shared/menu-parts';
import { attempt, toast } from '../../shared/toast';
import { mailingActionTexts } from './mailing-actions.texts';
import type { MailingAction, Named } from './mailing-dialogs';
import { mailingTrashTexts } from './mailing-trash.texts';
import { mailingTexts } from './mailings.texts';

/** Returns a function that puts a mailing into the trash after a confirmation. */
function useRemoveMailing(): (mailing: Pick<MailingSummary, 'id' | 'name'>, after?: () => void) => void {
  const t = useTexts(mailingTexts);
  const trash = useTexts(mailingTrashTexts);
  const remove = useCommand(ROUTES.mailings.remove);
  const restore = useCommand(ROUTES.mailings.restore);
  return ({ id, name }, after) =>
    confirmRequest({
      title: t('remove.title', { name }),
      text: t('remove.text'),
      confirm: t('remove.action'),
      request: () => remove.mutateAsync({ params: { id } }),
      done: t('remove.done', { name }),
      undo: () =>
        attempt(restore.mutateAsync({ params: { id } }), () => toast(trash('done', { count: 1, name }))),
      then: after,
    });
}

export interface MailingMenuItemsProps {
  mailing: Named;
  onOpen: (action: MailingAction) => void;
  /** Opens the choice of a folder. Absent where the mailing is not in a list. */
  onMove?: () => void;
  /** Called after the mailing was deleted. */
  onRemoved?: () => void;
}

/** The items of the menu of a mailing. */
export function MailingMenuItems({ mailing, onOpen, onMove, onRemoved }: MailingMenuItemsProps) {
  const t = useTexts(mailingTexts);
  const a = useTexts(mailingActionTexts);
  const remove = useRemoveMailing();
  return (
    <>
      <MenuAction icon={IconPencil} needs={ROUTES.mailings.update} onClick={() => onOpen('edit')}>
        {t('edit')}
      </MenuAction>
      <MenuAction icon={IconCopy} needs={ROUTES.mailings.copy} onClick={() => onOpen('copy')}>
        {a('copy.action')}
      </MenuAction>
      {onMove && (
        <MenuAction icon={IconFolderSymlink} needs={ROUTES.mailings.move} onClick={onMove}>
          {t('move.action')}
        </MenuAction>
      )}
      <MenuAction icon={IconTemplate} needs={ROUTES.mailTemplates.create} onClick={() => onOpen('template')}>
        {a('template.action')}
      </MenuAction>
      <MenuAction icon={IconFileExport} needs={ROUTES.mailings.export} onClick={() => exportMailing(mailing)}>
        {a('export')}
      </MenuAction>
      <MenuDivider />
      <MenuAction
        danger
        icon={IconTrash}
        needs={ROUTES.mailings.remove}
        onClick={() => remove(mailing, onRemoved)}
      >
        {t('remove.action')}
      </MenuAction>
    </>
  );
}

function exportMailing({ id, name }: Named): void {
  const fileName = name.replace(/[^\p{L}\p{N} _-]/gu, '');
  downloadJson(fileName, call(ROUTES.mailings.export, { params: { id } }));
}
