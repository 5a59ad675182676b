import type { MailingDetail } from '@linkflow/contracts';

/** The tracked links of a mailing, each once. */
export const linksOf = ({ trackedLinks }: MailingDetail): { id: string; name: string }[] => [
  ...new Map(
    trackedLinks.flatMap(({ link }) => (link ? [[link.id, { id: link.id, name: link.name }]] : [])),
  ).values(),
];
