import type { ContactCard, Membership, MembershipKind } from '@linkflow/contracts';
import { ActionIcon, CloseButton, Popover, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useContactActions } from '../../api/crm';
import { useTexts, type TextKey } from '../../i18n';
import { attempt } from '../../shared/attempt';
import { RefName } from '../../shared/ref-name';
import { RefSelect } from '../../shared/ref-select';
import { toast } from '../../shared/toast';
import { crmTexts } from './crm.texts';
import { Section } from './section';
import { Source } from './source';
import classes from './memberships.module.css';

type Key = TextKey<(typeof crmTexts)['texts']>;
const WORDS: Record<MembershipKind, { title: Key; add: Key; none: Key }> = {
  interest: { title: 'members.interests', add: 'members.addInterest', none: 'members.noInterests' },
  selection: { title: 'members.selections', add: 'members.addSelection', none: 'members.noSelections' },
  project: { title: 'members.projects', add: 'members.addProject', none: 'members.noProjects' },
};

interface MembershipsProps {
  card: ContactCard;
  kind: MembershipKind;
  memberships: readonly Membership[];
}

/** The interests, selections or projects of a contact, each with since when and by what. */
export function Memberships({ card, kind, memberships }: MembershipsProps) {
  const t = useTexts(crmTexts);
  const { join, leave } = useContactActions();
  const [opened, setOpened] = useState(false);
  const add = (targetId: string) => {
    setOpened(false);
    attempt(join.mutateAsync({ id: card.id, kind, targetId }));
  };
  const remove = ({ target }: Membership) => {
    const change = { id: card.id, kind, targetId: target.id };
    attempt(leave.mutateAsync(change), () =>
      toast(t('members.removed', { name: target.name }), () => attempt(join.mutateAsync(change))),
    );
  };
  return (
    <Section
      title={t(WORDS[kind].title)}
      action={
        <Popover opened={opened} onChange={setOpened} trapFocus position="bottom-end" shadow="md" width={280}>
          <Popover.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t(WORDS[kind].add)}
              title={t(WORDS[kind].add)}
              onClick={() => setOpened((now) => !now)}
            >
              <IconPlus size={15} aria-hidden />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown p="xs">
            <RefSelect
              kind={kind}
              type={kind === 'selection' ? 'static' : undefined}
              value={null}
              aria-label={t(WORDS[kind].add)}
              placeholder={t('members.choose')}
              except={memberships.map(({ target }) => target.id)}
              onChange={(id) => id !== null && add(id)}
              comboboxProps={{ withinPortal: false }}
            />
          </Popover.Dropdown>
        </Popover>
      }
    >
      {memberships.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t(WORDS[kind].none)}
        </Text>
      ) : (
        <ul className={classes.list}>
          {memberships.map((membership) => (
            <li key={membership.target.id} className={classes.item}>
              <div className={classes.words}>
                <Text size="sm" component="div">
                  <Target kind={kind} membership={membership} />
                </Text>
                <Source short source={membership.source} at={membership.since} />
              </div>
              <CloseButton
                className={classes.remove}
                size="sm"
                aria-label={t('members.remove', { name: membership.target.name })}
                onClick={() => remove(membership)}
              />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Target({ kind, membership: { target } }: { kind: MembershipKind; membership: Membership }) {
  if (target.missing || kind === 'interest') return <RefName of={target} />;
  return kind === 'selection' ? (
    <Link to="/selections/$selectionId" params={{ selectionId: target.id }} className={classes.link}>
      {target.name}
    </Link>
  ) : (
    <Link to="/projects/$projectId" params={{ projectId: target.id }} className={classes.link}>
      {target.name}
    </Link>
  );
}
