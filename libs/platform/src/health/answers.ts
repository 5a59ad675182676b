const PROBE_MS = 1_000;

/** Whether something answers, and soon. Never rejects. */
export async function answers(probe: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PROBE_MS);
  });
  try {
    return Boolean(await Promise.race([probe(), late]));
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
