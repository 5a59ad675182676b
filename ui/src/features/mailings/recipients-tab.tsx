import { ROUTES, type LookupItem, type MailingDetail, type RecipientView } from '@linkflow/contracts';
import { Button, Menu, Text } from '@mantine/core';
import { IconExternalLink, IconEye, IconTrash, IconUser, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useCan } from '../../api/session';
import { useCommand, useRoute } from '../../api/use-route';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { RowLink } from '../../shared/anchors';
import { FormDialog } from '../../shared/form-dialog';
import { numberColumn, timeColumn } from '../../shared/list/columns';
import { PartList } from '../../shared/list/list-page';
import { pageQuery, useListState } from '../../shared/list/list-state';
import type { ListColumn } from '../../shared/list/list-table';
import { MenuAction } from '../../shared/menu';
import { RefMultiSelect } from '../../shared/refs';
import { attempt, toast } from '../../shared/toast';
import classes from './mailing-page.module.css';
import { mailingTexts } from './mailings.texts';
import { MessageOfRecipient, OpenAsRecipientDialog } from './recipient-message';

const route = getRouteApi('/shell/mailings/$mailingId');
const DEFAULT_SORT = 'name';

/** Lists the recipients of a mailing with their clicks. The row menu shows the message of a recipient. */
export function RecipientsTab({ mailing }: { mailing: MailingDetail }) {
  const t = useTexts(mailingTexts);
  const { tab: _tab, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useListState(search, (next) =>
    navigate({ search: { ...next, tab: 'recipients' }, replace: true }),
  );
  const query = useRoute(ROUTES.recipients.list, {
    params: { id: mailing.id },
    query: pageQuery(search, DEFAULT_SORT),
  });
  const can = useCan();
  const mayChange = can(ROUTES.recipients.add);
  const [shown, setShown] = useState<RecipientView | null>(null);
  const [opening, setOpening] = useState<RecipientView | null>(null);
  const columns = useColumns(setShown);
  const [adding, setAdding] = useState(false);
  const remove = useCommand(ROUTES.recipients.remove);
  const removeAll = (recipients: readonly RecipientView[], then?: () => void) =>
    attempt(
      Promise.all(
        recipients.map(({ id }) => remove.mutateAsync({ params: { id: mailing.id, recipientId: id } })),
      ),
      () => {
        then?.();
        toast(t('recipient.removed', { count: recipients.length, name: recipients[0]?.name ?? '' }));
      },
    );
  const addButton = mayChange && (
    <Button size="xs" leftSection={<IconUserPlus size={15} aria-hidden />} onClick={() => setAdding(true)}>
      {t('recipient.add')}
    </Button>
  );
  return (
    <div className={classes.recipients}>
      <PartList
        title={t('recipients')}
        primary={addButton || undefined}
        search={t('recipient.search')}
        query={query}
        list={list}
        defaultSort={DEFAULT_SORT}
        columns={columns}
        idOf={(recipient) => recipient.id}
        nameOf={(recipient) => recipient.name}
        bulk={
          mayChange
            ? (selected, clear) => (
                <Button
                  size="xs"
                  variant="light"
                  color="red"
                  leftSection={<IconTrash size={15} aria-hidden />}
                  onClick={() => removeAll(selected, clear)}
                >
                  {t('recipient.remove', { count: selected.length })}
                </Button>
              )
            : undefined
        }
        menu={(recipient) => (
          <>
            <MenuAction icon={IconEye} onClick={() => setShown(recipient)}>
              {t('recipient.show')}
            </MenuAction>
            {can(ROUTES.recipients.address) && (
              <MenuAction icon={IconExternalLink} onClick={() => setOpening(recipient)}>
                {t('recipient.open')}
              </MenuAction>
            )}
            {recipient.contact && (
              <Menu.Item
                component={Link}
                to={`/contacts/${recipient.contact.id}`}
                leftSection={<IconUser size={15} aria-hidden />}
              >
                {t('recipient.openCard')}
              </Menu.Item>
            )}
            {mayChange && (
              <>
                <Menu.Divider />
                <MenuAction danger icon={IconTrash} onClick={() => removeAll([recipient])}>
                  {t('recipient.remove', { count: 1 })}
                </MenuAction>
              </>
            )}
          </>
        )}
        empty={{
          icon: IconUsers,
          title: t('recipient.none'),
          text: t('recipient.noneText'),
          action: addButton || undefined,
        }}
      />
      <AddRecipientsDialog mailingId={mailing.id} opened={adding} onClose={() => setAdding(false)} />
      <MessageOfRecipient mailing={mailing} recipient={shown} onClose={() => setShown(null)} />
      <OpenAsRecipientDialog mailingId={mailing.id} recipient={opening} onClose={() => setOpening(null)} />
    </div>
  );
}

function useColumns(onShow: (recipient: RecipientView) => void): ListColumn<RecipientView>[] {
  const t = useTexts(mailingTexts);
  const c = useTexts(common);
  return [
    {
      title: c('name'),
      sort: 'name',
      narrow: (recipient) => (
        <Text size="xs" c="dimmed" truncate>
          {recipient.email}
        </Text>
      ),
      render: (recipient) =>
        recipient.contact ? (
          <RowLink to="/contacts/$id" params={{ id: recipient.contact.id }} title={recipient.name}>
            {recipient.name}
          </RowLink>
        ) : (
          recipient.name
        ),
    },
    {
      title: t('recipient.email'),
      sort: 'email',
      from: 'small',
      render: (recipient) => recipient.email,
    },
    numberColumn(t('recipient.clicks'), (recipient) => recipient.clicks, { width: 84 }),
    timeColumn(t('recipient.added'), (recipient) => recipient.addedAt, {
      sort: 'addedAt',
      width: 164,
      from: 'medium',
    }),
    {
      title: t('recipient.show'),
      titleHidden: true,
      width: 196,
      align: 'right',
      from: 'small',
      render: (recipient) => (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconEye size={13} aria-hidden />}
          onClick={() => onShow(recipient)}
        >
          {t('recipient.show')}
        </Button>
      ),
    },
  ];
}

interface AddRecipientsDialogProps {
  mailingId: string;
  opened: boolean;
  onClose: () => void;
}

/**
 * Adds contacts and the members of selections to the recipients. The toast reports how many were added, were recipients already, or
 * have no e-mail address.
 */
function AddRecipientsDialog({ mailingId, opened, onClose }: AddRecipientsDialogProps) {
  const t = useTexts(mailingTexts);
  const c = useTexts(common);
  const format = useFormat();
  const add = useCommand(ROUTES.recipients.add);
  return (
    <FormDialog<{ contactIds: LookupItem[]; selectionIds: LookupItem[] }>
      opened={opened}
      onClose={onClose}
      title={t('recipient.add')}
      submit={c('add')}
      initial={{ contactIds: [], selectionIds: [] }}
      validate={({ contactIds, selectionIds }) =>
        contactIds.length + selectionIds.length === 0 ? { contactIds: t('recipient.nothing') } : {}
      }
      onSubmit={async ({ contactIds, selectionIds }) => {
        const result = await add.mutateAsync({
          params: { id: mailingId },
          body: {
            contactIds: contactIds.map((item) => item.id),
            selectionIds: selectionIds.map((item) => item.id),
          },
        });
        const sentences = [t('recipient.result', { added: format.number(result.added) })];
        if (result.already > 0) sentences.push(t('recipient.already', { count: result.already }));
        if (result.withoutEmail > 0)
          sentences.push(t('recipient.withoutEmail', { count: result.withoutEmail }));
        toast(sentences.join(' '));
      }}
    >
      {(form) => (
        <>
          <RefMultiSelect
            kind="contact"
            label={t('recipient.contacts')}
            placeholder={form.values.contactIds.length === 0 ? t('recipient.contactsHint') : undefined}
            data-autofocus
            // The list would cover the other field as soon as the dialog opens.
            openOnFocus={false}
            value={form.values.contactIds}
            onChange={(items) => form.setFieldValue('contactIds', items)}
            error={form.errors.contactIds}
          />
          <RefMultiSelect
            kind="selection"
            label={t('recipient.selections')}
            description={t('recipient.selectionsHint')}
            openOnFocus={false}
            value={form.values.selectionIds}
            onChange={(items) => form.setFieldValue('selectionIds', items)}
            error={form.errors.selectionIds}
          />
        </>
      )}
    </FormDialog>
  );
}
