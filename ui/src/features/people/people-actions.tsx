import { ROUTES } from '@linkflow/contracts';
import { ActionIcon, Button } from '@mantine/core';
import {
  IconCalendarPlus,
  IconDots,
  IconFolders,
  IconHistory,
  IconMailCheck,
  IconMailPlus,
  IconTicket,
  IconUserMinus,
  IconUserOff,
  IconUsersPlus,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '../../api/session';
import { useTexts } from '../../i18n';
import { lazyDialog } from '../../shared/lazy-parts';
import { MenuAction, MenuList, useMenu } from '../../shared/menu';
import { MenuDivider, MenuLink } from '../../shared/menu-parts';
import { peopleTexts } from './people.texts';
import { RETURNED_WORK, areReturned, suggestsOthers, type ChosenPeople, type WorkKind } from './work-values';

const WorkDialog = lazyDialog(async () => (await import('./work-dialog')).WorkDialog);
const MailDialog = lazyDialog(async () => (await import('./mail-dialog')).MailDialog);

/** Buttons for what can be done with the people of a list: a selection, a new mailing, and in a menu the rest. */
export function PeopleActions({ people }: { people: ChosenPeople }) {
  const t = useTexts(peopleTexts);
  const can = useCan();
  const menu = useMenu();
  const [work, setWork] = useState<WorkKind | null>(null);
  const [mailing, setMailing] = useState(false);
  const mayWork = can(ROUTES.peopleBulks.start);
  return (
    <>
      {mayWork && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconUsersPlus size={15} aria-hidden />}
          onClick={() => setWork('selection')}
        >
          {t('addToSelection')}
        </Button>
      )}
      {can(ROUTES.people.mail) && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconMailPlus size={15} aria-hidden />}
          onClick={() => setMailing(true)}
        >
          {t(suggestsOthers(people) ? 'mailOthers' : 'mail')}
        </Button>
      )}
      {mayWork && (
        <>
          <ActionIcon {...menu.button} variant="default" size={30} aria-label={t('more')} title={t('more')}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
          <MenuList {...menu.list} position="bottom-end" width={270}>
            <MenuAction icon={IconFolders} onClick={() => setWork('project')}>
              {t('menu.project')}
            </MenuAction>
            <MenuAction icon={IconUserMinus} onClick={() => setWork('out')}>
              {t('menu.out')}
            </MenuAction>
            <MenuAction icon={IconCalendarPlus} onClick={() => setWork('follow-up')}>
              {t('menu.follow-up')}
            </MenuAction>
            <MenuAction icon={IconTicket} onClick={() => setWork('request')}>
              {t('menu.request')}
            </MenuAction>
            {areReturned(people) &&
              RETURNED_WORK.map((kind) => (
                <MenuAction
                  key={kind}
                  icon={kind === 'clear-bounce' ? IconMailCheck : IconUserOff}
                  onClick={() => setWork(kind)}
                >
                  {t(`menu.${kind}`)}
                </MenuAction>
              ))}
            <MenuDivider />
            <MenuLink to="/people-bulks" icon={IconHistory}>
              {t('menu.earlier')}
            </MenuLink>
          </MenuList>
        </>
      )}
      <WorkDialog people={people} work={work} opened={work !== null} onClose={() => setWork(null)} />
      <MailDialog people={people} opened={mailing} onClose={() => setMailing(false)} />
    </>
  );
}
