import { ROUTES, requestUrl, type REPORT_PARTS } from '@linkflow/contracts';
import { ActionIcon } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTexts } from '../../../i18n';
import { reportTexts } from './report.texts';

interface ExportLinkProps {
  mailingId: string;
  part: (typeof REPORT_PARTS)[number];
  /** Name of the part, for the accessible name. */
  name: string;
}

/** Downloads the numbers of a part of the report. */
export function ExportLink({ mailingId, part, name }: ExportLinkProps) {
  const t = useTexts(reportTexts);
  const label = t('export', { part: name });
  return (
    <ActionIcon
      component="a"
      variant="subtle"
      color="gray"
      href={requestUrl(ROUTES.reports.exportMailing, { params: { id: mailingId }, query: { part } })}
      download
      aria-label={label}
      title={label}
    >
      <IconDownload size={17} aria-hidden />
    </ActionIcon>
  );
}
