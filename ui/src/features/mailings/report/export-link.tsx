import { ActionIcon } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTexts } from '../../../i18n';
import { reportTexts } from './report.texts';

interface ExportLinkProps {
  /** Address of the file. */
  href: string;
  /** Name of the part, for the accessible name. */
  name: string;
}

/** Downloads the numbers of a part of a report. */
export function ExportLink({ href, name }: ExportLinkProps) {
  const t = useTexts(reportTexts);
  const label = t('export', { part: name });
  return (
    <ActionIcon
      component="a"
      variant="subtle"
      color="gray"
      href={href}
      download
      aria-label={label}
      title={label}
    >
      <IconDownload size={17} aria-hidden />
    </ActionIcon>
  );
}
