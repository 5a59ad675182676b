import { Text } from '@mantine/core';
import { useEffect } from 'react';
import { tellOtherTabs } from '../api/session-channel';
import { useTexts } from '../i18n';
import { usePageTitle } from '../shared/page-header';
import { FrontPage } from './front-page';
import { signInTexts } from './sign-in.texts';

/**
 * The page on which the OpenID Connect provider's sign-in ends if it was started by a page whose session had ended. It tells that page,
 * which is open in another tab, and closes itself where the browser allows it.
 */
export function SignedInPage() {
  const t = useTexts(signInTexts);
  usePageTitle(t('session.done'));
  useEffect(() => {
    tellOtherTabs('signed-in');
    window.close();
  }, []);
  return (
    <FrontPage>
      <Text role="status">{t('session.goBack')}</Text>
    </FrontPage>
  );
}
