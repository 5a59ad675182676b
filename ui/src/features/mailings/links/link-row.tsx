import { type Analytics, type FindingJump, type MailingLink, SPECIAL_LINKS } from '@linkflow/contracts';
import { Anchor, Badge, Button, Checkbox, Table, Text, UnstyledButton } from '@mantine/core';
import { IconChevronRight, IconClick, IconLinkOff, IconPencil } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { MenuAction, RowMenu } from '../../../shared/menu';
import { MergedText } from '../../../shared/merge-text/merged-text';
import { useLinkAnswer } from '../../../shared/link-answer';
import { LinkKind } from '../../links/link-kind';
import { specialLinkTexts } from '../special-links.texts';
import { useJump } from '../jump';
import {
  addedByAnalytics,
  isChangeable,
  isDead,
  isTrackable,
  opensWebsite,
  type LinkGroup,
} from './link-groups';
import classes from './links.module.css';
import { mailingLinkTexts } from './mailing-links.texts';

/** What can be done with the links of a row. Absent if the user may not change the mailing. */
export interface LinkActions {
  /** True while the message has unsaved changes: the API identifies links by their positions in the saved message. */
  locked: boolean;
  onChange: (links: LinkGroup['links']) => void;
  onRename: (link: { id: string; name: string }) => void;
  /** Opens the properties of a tracked link. */
  onEdit: (linkId: string) => void;
  onUntrack: (group: LinkGroup) => void;
}

export interface LinkRowProps {
  group: LinkGroup;
  analytics: Analytics;
  actions: LinkActions | undefined;
  /** Absent if rows cannot be selected. */
  selection: { checked: boolean; onToggle: () => void } | undefined;
  opened: boolean;
  onToggle: () => void;
  /** The position of the link to which the user has jumped, if it is one of this row. */
  marked: number | undefined;
}

/** Kinds of links that stay as they are. */
const KEPT_KINDS = ['mailto', 'tel', 'sms', 'app', 'fragment', 'special'] as const;
/** Columns of the table, without that of the check boxes. */
const COLUMNS = 5;

/** An address of the message: where it leads, how it is tracked, and where it occurs. */
export function LinkRow(props: LinkRowProps) {
  const { group, analytics, actions, selection, opened, onToggle, marked } = props;
  const t = useTexts(mailingLinkTexts);
  const c = useTexts(common);
  const row = useRef<HTMLTableRowElement>(null);
  const [first] = group.links;
  const name = useLinkName(first);
  const isSelectable = first.tracked || isTrackable(first);
  useEffect(() => {
    if (marked !== undefined) row.current?.focus();
  }, [marked]);
  return (
    <>
      <Table.Tr
        role="row"
        ref={row}
        tabIndex={-1}
        className={classes.row}
        data-marked={marked !== undefined || undefined}
        data-opened={opened || undefined}
      >
        {selection && (
          <Table.Td role="cell" className={classes.choose}>
            {isSelectable && (
              <Checkbox
                size="xs"
                aria-label={c('selectRow', { name })}
                checked={selection.checked}
                disabled={actions?.locked}
                onChange={selection.onToggle}
              />
            )}
          </Table.Td>
        )}
        <Table.Td role="cell" className={classes.cell}>
          <LinkName link={first} name={name} />
          <div className={classes.narrow}>
            <Target link={first} analytics={analytics} />
          </div>
        </Table.Td>
        <Table.Td role="cell" className={classes.cell} data-wide>
          <Target link={first} analytics={analytics} />
        </Table.Td>
        <Table.Td role="cell" className={classes.cell}>
          <Tracking link={first} />
        </Table.Td>
        <Table.Td role="cell" className={classes.cell}>
          {group.links.length === 1 ? (
            <ToPlace link={first} name={name} />
          ) : (
            <UnstyledButton className={classes.toggle} aria-expanded={opened} onClick={onToggle}>
              <IconChevronRight
                size={14}
                aria-hidden
                className={classes.chevron}
                data-opened={opened || undefined}
              />
              {t('places', { count: group.links.length })}
            </UnstyledButton>
          )}
        </Table.Td>
        <Table.Td role="cell" className={classes.actions}>
          {actions && isChangeable(first) && <RowActions group={group} name={name} actions={actions} />}
        </Table.Td>
      </Table.Tr>
      {opened && group.links.length > 1 && (
        <Table.Tr role="row" className={classes.occurrences}>
          <Table.Td role="cell" colSpan={selection ? COLUMNS + 1 : COLUMNS} p={0}>
            <Occurrences group={group} actions={actions} marked={marked} />
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

/** The name of a link for people: of its tracked link, of its page, or its text. */
function useLinkName(link: MailingLink): string {
  const t = useTexts(mailingLinkTexts);
  const special = useSpecialName(link);
  if (link.link && !link.link.missing) return link.link.name;
  if (link.text.trim() !== '') return link.text;
  return special ?? t('noText');
}

/** The name of a recipient's own page, such as that for unsubscribing. Undefined for other links. */
function useSpecialName({ href }: MailingLink): string | undefined {
  const t = useTexts(specialLinkTexts);
  const special = SPECIAL_LINKS.find((name) => href === `{{link:${name}}}`);
  return special && t(special);
}

function LinkName({ link, name }: { link: MailingLink; name: string }) {
  if (!link.link || link.link.missing) {
    return (
      <Text size="sm" fw={500} lineClamp={1} title={name}>
        {name}
      </Text>
    );
  }
  return (
    <>
      <Link to="/links/$linkId" params={{ linkId: link.link.id }} className={classes.name} title={name}>
        {name}
      </Link>
      {link.text !== '' && link.text !== name && (
        <Text size="xs" c="dimmed" lineClamp={1} title={link.text}>
          {link.text}
        </Text>
      )}
    </>
  );
}

/** Where a link leads, with what Google Analytics adds; or what is wrong with its address. */
function Target({ link, analytics }: { link: MailingLink; analytics: Analytics }) {
  const t = useTexts(mailingLinkTexts);
  const special = useSpecialName(link);
  const answerOf = useLinkAnswer();
  const { kind, href, answer } = link;
  if (link.link?.missing) {
    return (
      <Text size="xs" c="var(--mantine-color-red-text)">
        {t('missing')}
      </Text>
    );
  }
  if (kind === 'special') return <Text size="sm">{special ?? href}</Text>;
  if (answer !== 'redirect') return <Text size="sm">{answerOf({ answer, url: href })}</Text>;
  const added = addedByAnalytics(link, analytics);
  return (
    <>
      {href !== '' && (
        <Text size="sm" lineClamp={1} className={classes.address}>
          <MergedText text={href} />
        </Text>
      )}
      {added !== '' && (
        <Text size="xs" c="dimmed" lineClamp={2} className={classes.address} title={added}>
          {added}
        </Text>
      )}
      {(kind === 'relative' || kind === 'empty' || kind === 'broken' || kind === 'placeholder') && (
        <Text size="xs" c="var(--mantine-color-red-text)">
          {t(`mend.${kind}`)}
        </Text>
      )}
    </>
  );
}

/** How a link is tracked or, if it cannot be tracked, of which kind it is. */
function Tracking({ link }: { link: MailingLink }) {
  const t = useTexts(mailingLinkTexts);
  if (link.tracked) return <LinkKind local={link.local} />;
  if (isTrackable(link)) return <Badge variant="default">{t('untracked')}</Badge>;
  if (isDead(link)) {
    return (
      <Badge variant="light" color="red">
        {t('dead')}
      </Badge>
    );
  }
  const kept = KEPT_KINDS.find((kind) => kind === link.kind);
  return (
    <Text size="xs" c="dimmed">
      {kept && t(`kinds.${kept}`)}
    </Text>
  );
}

/** Leads to where the link stands: its block, or its line in the HTML. */
function ToPlace({ link, name }: { link: MailingLink; name: string }) {
  const t = useTexts(mailingLinkTexts);
  const jump = useJump();
  const { line, blockId } = link;
  const place: FindingJump = blockId === null ? { tab: 'content', line } : { tab: 'content', blockId };
  const words = blockId === null ? t('line', { line }) : t('show');
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      className={classes.place}
      aria-label={`${words}: ${name}`}
      onClick={() => jump(place)}
    >
      {words}
    </Anchor>
  );
}

function RowActions({ group, name, actions }: { group: LinkGroup; name: string; actions: LinkActions }) {
  const t = useTexts(mailingLinkTexts);
  const { locked, onChange, onRename, onEdit, onUntrack } = actions;
  const [first] = group.links;
  const words = first.tracked ? t('change') : isTrackable(first) ? t('track') : t('correct');
  const { link } = first;
  return (
    <div className={classes.buttons}>
      <Button
        size="xs"
        variant="default"
        miw={72}
        disabled={locked}
        aria-label={`${words}: ${name}`}
        onClick={() => onChange(group.links)}
      >
        {words}
      </Button>
      {link && !link.missing && !locked && (
        <RowMenu name={name} width={220}>
          <MenuAction icon={IconClick} onClick={() => onEdit(link.id)}>
            {t('editActions')}
          </MenuAction>
          <MenuAction icon={IconPencil} onClick={() => onRename(link)}>
            {t('rename')}
          </MenuAction>
          {opensWebsite(first) && (
            <MenuAction icon={IconLinkOff} onClick={() => onUntrack(group)}>
              {t('bulk.plain')}
            </MenuAction>
          )}
        </RowMenu>
      )}
    </div>
  );
}

interface OccurrencesProps {
  group: LinkGroup;
  actions: LinkActions | undefined;
  marked: number | undefined;
}

/** The places of an address in the message. Each can be changed apart from the others. */
function Occurrences({ group, actions, marked }: OccurrencesProps) {
  const t = useTexts(mailingLinkTexts);
  return (
    <ul className={classes.places}>
      {group.links.map((link) => {
        const text = link.text.trim() === '' ? t('noText') : link.text;
        return (
          <li key={link.occurrence} data-marked={link.occurrence === marked || undefined}>
            <ToPlace link={link} name={text} />
            <Text size="sm" className={classes.placeText} lineClamp={1} title={text}>
              {text}
            </Text>
            {actions && isChangeable(link) && (
              <Button
                size="compact-xs"
                variant="subtle"
                disabled={actions.locked}
                aria-label={`${t('onlyThis')}: ${text}`}
                onClick={() => actions.onChange([link])}
              >
                {t('onlyThis')}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
