import { Anchor } from '@mantine/core';
import { useTexts } from '../../../i18n';
import { checkTexts } from './check.texts';
import classes from './send.module.css';

/** The button that changes a part of the mailing. @param of name of the part, for those who do not see where the button stands */
export function ChangeButton({ of, onClick }: { of: string; onClick: () => void }) {
  const t = useTexts(checkTexts);
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      className={classes.action}
      aria-label={`${t('change')}: ${of}`}
      onClick={onClick}
    >
      {t('change')}
    </Anchor>
  );
}
