/**
 * Opens an address that a request returns in a new tab. Call it from a click: browsers block tabs that are opened later, so an empty one is
 * opened at once. It is closed again if the request fails.
 * @returns false if the browser opened no tab
 */
export async function openInNewTab(address: Promise<string>): Promise<boolean> {
  // With `noopener`, the browser would return no handle to the tab. The opened page must not reach this one either.
  const tab = window.open('', '_blank');
  if (!tab) {
    await address;
    return false;
  }
  tab.opener = null;
  try {
    tab.location.replace(await address);
    return true;
  } catch (error) {
    tab.close();
    throw error;
  }
}
