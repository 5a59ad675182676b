import type { MailingDetail, RecipientView } from '@linkflow/contracts';
import { Button, Menu, Text } from '@mantine/core';
import { IconExternalLink, IconTrash, IconUser, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useRecipientActions, useRecipients } from '../../api/mailings';
import { useFormat, useTexts } from '../../i18n';
import {
  EmptyList,
  ListBar,
  Listing,
  pageQuery,
  RowLink,
  RowMenu,
  useListState,
  type ListColumn,
} from '../../shared/listing';
import { TimeAgo } from '../../shared/time-ago';
import { toast, toastError } from '../../shared/toast';
import { AddRecipientsDialog } from './add-recipients-dialog';
import { mailingTexts } from './mailings.texts';
import classes from './mailing-page.module.css';

const route = getRouteApi('/shell/mailings/$mailingId');
const DEFAULT_SORT = 'name';

/** Who gets the message, how often each has clicked, and a door to the message as they see it. */
export function RecipientsTab({ mailing }: { mailing: MailingDetail }) {
  const t = useTexts(mailingTexts);
  const { tab: _tab, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useListState(search, (next) =>
    navigate({ search: { ...next, tab: 'recipients' }, replace: true }),
  );
  const query = useRecipients(mailing.id, pageQuery(search, DEFAULT_SORT));
  const columns = useColumns();
  const [selected, setSelected] = useState<RecipientView[]>([]);
  const [adding, setAdding] = useState(false);
  const { remove } = useRecipientActions(mailing.id);
  const removeAll = async (recipients: readonly RecipientView[]) => {
    try {
      await Promise.all(recipients.map((recipient) => remove.mutateAsync(recipient.id)));
      setSelected([]);
      toast(t('recipient.removed', { count: recipients.length, name: recipients[0]?.name ?? '' }));
    } catch (error) {
      toastError(error);
    }
  };
  const addButton = (
    <Button size="xs" leftSection={<IconUserPlus size={15} aria-hidden />} onClick={() => setAdding(true)}>
      {t('recipient.add')}
    </Button>
  );
  return (
    <div className={classes.recipients}>
      <ListBar
        list={list}
        searchLabel={t('recipient.search')}
        chosen={
          selected.length > 0 && (
            <Button
              size="xs"
              variant="light"
              color="red"
              leftSection={<IconTrash size={15} aria-hidden />}
              onClick={() => void removeAll(selected)}
            >
              {t('recipient.remove', { count: selected.length })}
            </Button>
          )
        }
      >
        {addButton}
      </ListBar>
      <Listing
        label={t('recipients')}
        query={query}
        list={list}
        defaultSort={DEFAULT_SORT}
        columns={columns}
        idOf={(recipient) => recipient.id}
        nameOf={(recipient) => recipient.name}
        selection={{ selected, onChange: setSelected }}
        rowMenu={(recipient) => (
          <RowMenu name={recipient.name}>
            <Menu.Item
              component="a"
              href={recipient.viewUrl}
              target="_blank"
              rel="noopener"
              leftSection={<IconExternalLink size={15} aria-hidden />}
            >
              {t('recipient.open')}
            </Menu.Item>
            {recipient.contact && (
              <Menu.Item
                component={Link}
                to={`/contacts/${recipient.contact.id}`}
                leftSection={<IconUser size={15} aria-hidden />}
              >
                {t('recipient.openCard')}
              </Menu.Item>
            )}
            <Menu.Divider />
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={15} aria-hidden />}
              onClick={() => void removeAll([recipient])}
            >
              {t('recipient.remove', { count: 1 })}
            </Menu.Item>
          </RowMenu>
        )}
        empty={
          <EmptyList icon={IconUsers} title={t('recipient.none')} text={t('recipient.noneText')}>
            {addButton}
          </EmptyList>
        }
      />
      <AddRecipientsDialog mailingId={mailing.id} opened={adding} onClose={() => setAdding(false)} />
    </div>
  );
}

function useColumns(): ListColumn<RecipientView>[] {
  const t = useTexts(mailingTexts);
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('recipient.name'),
        sort: 'name',
        narrow: (recipient) => (
          <Text size="xs" c="dimmed" truncate>
            {recipient.email}
          </Text>
        ),
        render: (recipient) =>
          recipient.contact ? (
            <RowLink
              to="/contacts/$contactId"
              params={{ contactId: recipient.contact.id }}
              title={recipient.name}
            >
              {recipient.name}
            </RowLink>
          ) : (
            recipient.name
          ),
      },
      {
        key: 'email',
        title: t('recipient.email'),
        sort: 'email',
        from: 'small',
        render: (recipient) => recipient.email,
      },
      {
        key: 'clicks',
        title: t('recipient.clicks'),
        width: 84,
        align: 'right',
        render: (recipient) => format.number(recipient.clicks),
      },
      {
        key: 'addedAt',
        title: t('recipient.added'),
        sort: 'addedAt',
        startDescending: true,
        width: 164,
        from: 'medium',
        render: (recipient) => <TimeAgo at={recipient.addedAt} />,
      },
      {
        key: 'open',
        title: '',
        width: 196,
        align: 'right',
        from: 'small',
        render: (recipient) => (
          <Button
            component="a"
            href={recipient.viewUrl}
            target="_blank"
            rel="noopener"
            size="compact-xs"
            variant="subtle"
            rightSection={<IconExternalLink size={13} aria-hidden />}
          >
            {t('recipient.open')}
          </Button>
        ),
      },
    ],
    [t, format],
  );
}
