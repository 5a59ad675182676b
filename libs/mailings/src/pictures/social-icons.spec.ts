import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { SOCIAL_NETWORKS, type SocialNetwork } from '@linkflow/contracts';
import { SOCIAL_ICONS } from './social-icons';

/** Twice the 28 px at which mails show an icon. */
const SIZE = 56;
/** Largest difference of a colour: releases of the renderer draw edges a little differently. */
const TOLERANCE = 40;
const folder = import.meta.dirname;

const drawn = async (network: SocialNetwork) =>
  sharp(await readFile(join(folder, 'social', `${network}.svg`))).resize(SIZE, SIZE);

/** Writes the icons as they are drawn now. */
async function update(): Promise<void> {
  const file = join(folder, 'social-icons.ts');
  const entries = await Promise.all(
    SOCIAL_NETWORKS.map(async (network) => {
      const png = await (await drawn(network)).png({ palette: true, compressionLevel: 9 }).toBuffer();
      return `  ${network}: png('${png.toString('base64')}'),`;
    }),
  );
  const found = await readFile(file, 'utf8');
  await writeFile(
    file,
    found.replace(/(?<=Buffer>> = \{\n)[^]*?(?=\n\})/, () => entries.join('\n')),
  );
}

beforeAll(() => (process.env.UPDATE_ICONS === 'true' ? update() : undefined));

it.each(SOCIAL_NETWORKS)(
  'the icon of %s is what its drawing shows; UPDATE_ICONS=true writes it anew',
  async (network) => {
    const icon = sharp(SOCIAL_ICONS[network]);
    expect(await icon.metadata()).toMatchObject({ format: 'png', width: SIZE, height: SIZE });
    const [shown, wanted] = await Promise.all([
      icon.flatten({ background: '#fff' }).raw().toBuffer(),
      (await drawn(network)).flatten({ background: '#fff' }).raw().toBuffer(),
    ]);
    const worst = wanted.reduce((most, value, at) => Math.max(most, Math.abs(value - (shown[at] ?? 0))), 0);
    expect(worst).toBeLessThan(TOLERANCE);
  },
);
