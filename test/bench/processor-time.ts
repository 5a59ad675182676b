import { readFile } from 'node:fs/promises';
import type mongoose from 'mongoose';

/** Processor time of a process in µs. Linux counts it in ticks of 10 ms. */
export async function cpuOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program name in parentheses, which may contain spaces.
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) * 10_000;
}

export async function cpuOfMongo(connection: mongoose.Connection): Promise<number> {
  const status = await connection.db?.admin().serverStatus();
  const { user_time_us: user, system_time_us: system } = Object(status?.extra_info);
  return Number(user) + Number(system);
}
