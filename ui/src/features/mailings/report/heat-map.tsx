import { ROUTES, type MailingDetail, type ReportedLink } from '@linkflow/contracts';
import { Skeleton, Text, Title } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { call } from '../../../api/client';
import { routeKey } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { reportTexts } from './report.texts';
import classes from './report.module.css';
import { markedLinks, linkOfAddress } from './heat-links';
import { usePercent } from './use-percent';

/** Width at which the message is laid out, px; it is scaled to the width of the column. */
const LAYOUT_WIDTH = 640;

/** Height of the share of a link, px of the layout. There is no room for it above a link at the top of the message. */
const PILL_HEIGHT = 26;

interface Place {
  linkId: string;
  top: number;
  left: number;
  width: number;
  height: number;
}

interface Layout {
  height: number;
  places: Place[];
}

interface HeatMapProps {
  mailing: Pick<MailingDetail, 'id' | 'subject' | 'preheader' | 'html' | 'revision'>;
  links: readonly ReportedLink[];
}

/**
 * The message itself, scaled, with the share of people's clicks on each tracked link. The frame has no scripts, and its
 * links cannot be followed: they would end in the frame. The places of the links are
 * measured from outside, which is why its document has the origin of the page.
 */
export function HeatMap({ mailing, links }: HeatMapProps) {
  const t = useTexts(reportTexts);
  const { ref, width } = useElementSize();
  const [layout, setLayout] = useState<Layout | null>(null);
  const message = useMarkedMessage(mailing);
  const measure = useCallback((frame: HTMLIFrameElement) => setLayout(layoutOf(frame)), []);
  const scale = width > 0 ? width / LAYOUT_WIDTH : 0;
  const clicks = links.reduce((sum, { humanClicks }) => sum + humanClicks, 0);
  return (
    <aside className={classes.heat} aria-label={t('heat.title')}>
      <div className={classes.heatHead}>
        <Title order={2} size="sm">
          {t('heat.title')}
        </Title>
        <Text size="xs" c="dimmed">
          {clicks === 0 ? t('heat.none') : t('heat.of', { count: clicks })}
        </Text>
      </div>
      <div ref={ref} className={classes.mail} style={{ height: layout ? layout.height * scale : 320 }}>
        {message === undefined || scale === 0 ? (
          <Skeleton height={320} />
        ) : (
          <div className={classes.scaled} style={{ width: LAYOUT_WIDTH, transform: `scale(${scale})` }}>
            <iframe
              title={t('heat.frame')}
              sandbox="allow-same-origin"
              inert
              srcDoc={message}
              style={{ width: LAYOUT_WIDTH, height: layout?.height ?? 900 }}
              onLoad={(event) => measure(event.currentTarget)}
            />
            {layout && <Shares places={layout.places} links={links} clicks={clicks} />}
          </div>
        )}
      </div>
    </aside>
  );
}

interface SharesProps {
  places: readonly Place[];
  links: readonly ReportedLink[];
  clicks: number;
}

/** The outline of each link, filled by its share, and the share in words. The table of links has the same numbers. */
function Shares({ places, links, clicks }: SharesProps) {
  const t = useTexts(reportTexts);
  const percent = usePercent();
  const byId = useMemo(() => new Map(links.map((link) => [link.id, link])), [links]);
  return (
    <div aria-hidden>
      {places.map(({ linkId, ...place }) => {
        const link = byId.get(linkId);
        if (!link) return null;
        const share = clicks === 0 ? 0 : link.humanClicks / clicks;
        return (
          <div
            key={`${linkId} ${place.top} ${place.left}`}
            className={classes.place}
            data-at-top={place.top < PILL_HEIGHT || undefined}
            style={{ ...place, background: fillOf(share) }}
            title={t('heat.pill', { name: link.name, count: link.humanClicks })}
          >
            {clicks > 0 && <span className={classes.pill}>{percent(link.humanClicks, clicks)}</span>}
          </div>
        );
      })}
    </div>
  );
}

/** The colour of a link, the stronger the more it was clicked. */
const fillOf = (share: number): string =>
  `color-mix(in srgb, #3b5bdb ${Math.round(8 + share * 42)}%, transparent)`;

/** The message as its first recipient reads it, with addresses that name the tracked links. */
function useMarkedMessage({ id, subject, preheader, html, revision }: HeatMapProps['mailing']) {
  const params = { id };
  const body = { subject, preheader, html: markedLinks(html) };
  const { data } = useQuery({
    queryKey: [...routeKey(ROUTES.mailings.render, { params }), 'heat', revision],
    queryFn: ({ signal }) => call(ROUTES.mailings.render, { params, body, signal }),
  });
  return data?.html;
}

function layoutOf(frame: HTMLIFrameElement): Layout {
  const content = frame.contentDocument;
  if (!content) return { height: 0, places: [] };
  const places = [...content.querySelectorAll<HTMLAnchorElement>('a[href], area[href]')].flatMap(
    (element): Place[] => {
      const linkId = linkOfAddress(element.getAttribute('href') ?? '');
      const { top, left, width, height } = element.getBoundingClientRect();
      const inSight = Math.min(width, LAYOUT_WIDTH - left);
      return linkId === null || inSight <= 0 || height === 0
        ? []
        : [{ linkId, top, left, width: inSight, height }];
    },
  );
  return { height: content.documentElement.scrollHeight, places };
}
