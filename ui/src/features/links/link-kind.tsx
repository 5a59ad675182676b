import { Badge, Box } from '@mantine/core';
import { IconBooks, IconMail, type Icon } from '@tabler/icons-react';
import { useTexts } from '../../i18n';
import { linkTexts } from './links.texts';

type Kind = 'library' | 'local';

/** The icons of library links, which many mailings share, and of local links, which belong to one mailing. */
const LINK_ICONS: Record<Kind, Icon> = { library: IconBooks, local: IconMail };

interface LinkKindProps {
  local: boolean;
  /** Shows only the icon on windows that are not wide. */
  compact?: boolean;
}

/** Says whether a link is one of the library or belongs to one mailing. */
export function LinkKind({ local, compact = false }: LinkKindProps) {
  const t = useTexts(linkTexts);
  const kind = local ? 'local' : 'library';
  const KindIcon = LINK_ICONS[kind];
  return (
    <Badge
      variant={local ? 'light' : 'default'}
      color={local ? 'grape' : undefined}
      tt="none"
      fw={500}
      title={t(`kinds.${kind}Hint`)}
      role="img"
      aria-label={t(`kinds.${kind}Hint`)}
      leftSection={<KindIcon size={12} stroke={1.8} aria-hidden />}
      data-link-kind={kind}
    >
      <Box component="span" visibleFrom={compact ? 'xl' : undefined}>
        {t(`kinds.${kind}`)}
      </Box>
    </Badge>
  );
}
