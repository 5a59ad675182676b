/**
 * Stops the children of a parent process that died. The parent reports over a pipe which children it started (`+ pid graceMs`) and
 * which have ended (`- pid`). When the pipe closes, the remaining children are stopped in reverse order of their start: apps, then
 * Redis, then MongoDB.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** @type {Map<number, number>} process id to grace period, ms */
const children = new Map();

// The reaper must survive the closing of the terminal.
for (const signal of /** @type {const} */ (['SIGHUP', 'SIGINT', 'SIGTERM'])) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const [sign, pid, grace] = line.split(' ');
  if (sign === '+') children.set(Number(pid), Number(grace));
  else children.delete(Number(pid));
}

/** @param {number} pid @param {NodeJS.Signals | 0} signal @returns {boolean} false when there is no such process */
function send(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Returns whether a process has ended but still has its id (a zombie). `send` succeeds for such a process too. @param {number} pid */
const isZombie = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ');
  } catch {
    return false;
  }
};

for (const [pid, graceMs] of [...children].reverse()) {
  send(pid, 'SIGTERM');
  const deadline = Date.now() + graceMs;
  while (Date.now() < deadline && send(pid, 0) && !isZombie(pid)) await sleep(50);
  send(pid, 'SIGKILL');
}
