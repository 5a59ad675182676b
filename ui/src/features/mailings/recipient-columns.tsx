import { BLOCK_REASONS, type RecipientState, type RecipientView, type Verdict } from '@linkflow/contracts';
import { Button, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useShownClicks } from '../../api/session';
import { useText, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { RowLink, TextLink } from '../../shared/anchors';
import { timeColumn } from '../../shared/list/columns';
import type { ListColumn } from '../../shared/list/list-table';
import { ClickNumbers, clickColumn, clicksOf } from '../../shared/verdict/click-numbers';
import { mailingTexts } from './mailings.texts';
import { recipientTexts } from './recipients.texts';

/** Returns a function that names a state of recipients. */
export function useStateNames(): (state: RecipientState) => string {
  const t = useTexts(recipientTexts);
  const words = useText();
  return (state) =>
    state === 'ready' || state === 'blocked' || state === 'returned' ? t(state) : words(BLOCK_REASONS[state]);
}

/**
 * The columns of the list of recipients.
 * @param onShow shows the message of a recipient
 * @param clicked the verdict of the clicks of the listed recipients. If they are not those of people, all clicks are shown
 */
export function useRecipientColumns(
  onShow: (recipient: RecipientView) => void,
  clicked: Verdict | undefined,
): ListColumn<RecipientView>[] {
  const t = useTexts(mailingTexts);
  const c = useTexts(common);
  const r = useTexts(recipientTexts);
  const stateName = useStateNames();
  const chosen = useShownClicks();
  const shown = clicked === undefined || clicked === 'human' ? chosen : 'all';
  return [
    {
      title: c('name'),
      sort: 'name',
      narrow: (recipient) => (
        <>
          <Text size="xs" c="dimmed" truncate>
            {recipient.email}
          </Text>
          {recipient.blocked && <Text size="xs">{stateName(recipient.blocked)}</Text>}
        </>
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
    {
      title: r('state'),
      width: 220,
      from: 'small',
      render: (recipient) =>
        recipient.blocked && (
          <Text size="xs" c="dimmed" truncate title={stateName(recipient.blocked)}>
            {stateName(recipient.blocked)}
          </Text>
        ),
    },
    {
      ...clickColumn<RecipientView>(t('recipient.clicks'), { shown, numbersOf: clicksOf, width: 84 }),
      render: (recipient) => {
        const numbers = <ClickNumbers numbers={clicksOf(recipient)} shown={shown} />;
        return recipient.clicks === 0 ? (
          numbers
        ) : (
          <TextLink
            to="/clicks"
            search={{ recipientId: recipient.id }}
            c="inherit"
            title={t('recipient.showClicks')}
          >
            {numbers}
          </TextLink>
        );
      },
    },
    timeColumn(t('recipient.added'), (recipient) => recipient.addedAt, {
      sort: 'addedAt',
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
          aria-label={t('recipient.showOf', { name: recipient.name })}
          onClick={() => onShow(recipient)}
        >
          {t('recipient.show')}
        </Button>
      ),
    },
  ];
}
