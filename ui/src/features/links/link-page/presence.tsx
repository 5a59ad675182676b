import { ROUTES, type PresentColleague } from '@linkflow/contracts';
import { Avatar, Group, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useLiveEvents } from '../../../api/live';
import { useSession } from '../../../api/session';
import { routeKey, useRoute } from '../../../api/use-route';
import { savingTexts } from '../../../canvas/texts/saving';
import { useLanguage, useTexts } from '../../../i18n';
import { usePhone } from '../../../shared/use-phone';

const MAX_FACES = 3;

/** Shows who else has the page of a link open. As long as it is mounted, the others see the user, too. */
export function Presence({ linkId }: { linkId: string }) {
  const t = useTexts(savingTexts);
  const language = useLanguage();
  const phone = usePhone();
  const client = useQueryClient();
  const me = useSession()?.userId;
  const params = { id: linkId };
  const { data = [] } = useRoute(ROUTES.links.presence, { params });
  const read = () => client.invalidateQueries({ queryKey: routeKey(ROUTES.links.presence, { params }) });
  useLiveEvents([`presence:${linkId}`], read, read);

  const others = data.filter(({ id }) => id !== me);
  const sentence = (kind: 'editing' | 'viewing'): string | null => {
    const people = others.filter(({ editing }) => editing === (kind === 'editing'));
    if (people.length === 0) return null;
    const names = new Intl.ListFormat(language).format(people.map(({ name }) => name));
    return t(`presence.${kind}`, { names, count: people.length });
  };
  const words = (['editing', 'viewing'] as const).flatMap((kind) => sentence(kind) ?? []).join('. ');
  return (
    <Group gap={6} wrap="nowrap" role="status" data-testid="presence">
      {others.length > 0 && (
        <>
          <Tooltip label={words}>
            <Avatar.Group spacing={8} aria-hidden>
              {others.slice(0, MAX_FACES).map((person) => (
                <Face key={person.id} person={person} />
              ))}
              {others.length > MAX_FACES && <Avatar size={26}>+{others.length - MAX_FACES}</Avatar>}
            </Avatar.Group>
          </Tooltip>
          {phone ? (
            <VisuallyHidden>{words}</VisuallyHidden>
          ) : (
            <Text size="xs" c="dimmed" lineClamp={2} maw={190}>
              {words}
            </Text>
          )}
        </>
      )}
    </Group>
  );
}

/** The initials of a colleague. Those who only look are shown without colour. */
function Face({ person: { name, editing } }: { person: PresentColleague }) {
  return (
    <Avatar
      size={26}
      name={name}
      color={editing ? 'initials' : 'gray'}
      variant={editing ? 'filled' : 'light'}
    />
  );
}
