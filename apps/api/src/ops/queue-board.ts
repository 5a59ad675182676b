import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Right } from '@linkflow/contracts';
import { AppError, toProblem } from '@linkflow/platform';
import { Queues } from '@linkflow/queues';
import type { FastifyRequest } from 'fastify';
import { policyWith } from '../http/security-headers';
import { AuditLog } from './audit-log';
import { AccessControl } from '../session/session.guard';

/** Path of the read-only board. */
const READ_PATH = '/api/ops/queues';
/** Path of the board on which jobs can be retried and promoted. */
const REPAIR_PATH = '/api/ops/queues/repair';

/** Allows the `base` element of the board's page, which contains the page's own address. */
const POLICY = policyWith({ 'base-uri': "'self'" });

/**
 * Bull Board, which shows the queues job by job. Ops and admins may read; on a second board admins may also retry and
 * promote jobs. Jobs cannot be changed or removed: until its clicks are recorded, a job is their only copy.
 */
export async function serveQueueBoard(app: NestFastifyApplication): Promise<void> {
  await serveBoard(app, { path: READ_PATH, right: 'ops:read', readOnly: true });
  await serveBoard(app, { path: REPAIR_PATH, right: 'queues:repair', readOnly: false });
}

interface Board {
  path: string;
  right: Right;
  readOnly: boolean;
}

async function serveBoard(app: NestFastifyApplication, { path, right, readOnly }: Board): Promise<void> {
  const access = app.get(AccessControl);
  const audit = app.get(AuditLog, { strict: false });
  const board = createBoard(app.get(Queues), path, readOnly);
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.register(
    async (scope) => {
      scope.addHook('onRequest', async (request, reply) => {
        void reply.header('content-security-policy', POLICY);
        try {
          access.refuseForgery(request);
          const user = await access.authorize(request, reply, right);
          if (isRead(request)) return;
          if (readOnly || !isRepair(request))
            throw new AppError('access.denied', 'Jobs cannot be changed or removed here.');
          const [queue = '', command = ''] = commandOf(request, path);
          // The board answers by itself, so the event says what was asked for, not whether it succeeded.
          await audit.record(user, {
            action: 'queue.repair',
            target: { kind: 'queue', id: queue, name: queue },
            details: { note: command },
            act: () => Promise.resolve(),
          });
        } catch (error) {
          // The error is answered here, because the board's error handler would replace the response.
          const { status, body } = toProblem(error, request.id);
          return reply.status(status).header('content-type', 'application/problem+json').send(body);
        }
      });
      await scope.register(board.registerPlugin());
    },
    { prefix: path },
  );
}

function createBoard(queues: Queues, path: string, readOnlyMode: boolean): FastifyAdapter {
  const serverAdapter = new FastifyAdapter().setBasePath(path);
  createBullBoard({
    queues: queues.all().map((queue) => new BullMQAdapter(queue, { readOnlyMode })),
    serverAdapter,
    options: {
      uiConfig: {
        boardTitle: 'Linkflow',
        hideDocsLink: true,
        miscLinks: [
          readOnlyMode
            ? { text: 'Retry jobs (admin)', url: REPAIR_PATH }
            : { text: 'Read only', url: READ_PATH },
          { text: 'Linkflow', url: '/' },
        ],
      },
    },
  });
  return serverAdapter;
}

const isRead = ({ method }: FastifyRequest): boolean => method === 'GET' || method === 'HEAD';

/** Routes that retry or promote one job or all jobs of a state. */
const REPAIR_ROUTE = /\/api\/queues\/:queueName\/(?::jobId\/)?(?:retry|promote)(?:\/:queueStatus)?$/;

/**
 * Reads the URL of a request that retries or promotes jobs. Returns the name of the queue, and the rest of the path with spaces instead of
 * slashes: `<job id> retry` for one job, `retry failed` for all failed jobs.
 */
function commandOf({ url }: FastifyRequest, path: string): [string?, string?] {
  const [, queue, ...command] = url.slice(`${path}/api/queues`.length).split('?', 1)[0]?.split('/') ?? [];
  return [queue && decodeURIComponent(queue), command.join(' ')];
}

const isRepair = ({ method, routeOptions: { url = '' } }: FastifyRequest): boolean =>
  method === 'PUT' && REPAIR_ROUTE.test(url);
