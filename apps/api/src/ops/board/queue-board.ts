import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Role } from '@linkflow/contracts';
import { AppError, Log, toProblem } from '@linkflow/platform';
import { Queues } from '@linkflow/queues';
import type { FastifyRequest } from 'fastify';
import { policyWith } from '../../http/security-headers';
import { Admission } from '../../session';

/** To look at. */
const LOOK = '/api/ops/queues';
/** To let jobs go again. */
const MEND = '/api/ops/queues-mend';

/** The board names its own address in a base element. */
const POLICY = policyWith({ 'base-uri': "'self'" });

/**
 * Bull Board, for engineers: what lies in the queues, job by job. Ops and admins look; on a board of its own an admin may
 * also let jobs go again. Nobody may change or throw away a job here, as until its clicks are recorded it is all there is.
 */
export async function serveQueueBoard(app: NestFastifyApplication): Promise<void> {
  await open(app, { at: LOOK, roles: ['ops', 'admin'], readOnly: true });
  await open(app, { at: MEND, roles: ['admin'], readOnly: false });
}

interface Board {
  at: string;
  roles: readonly Role[];
  readOnly: boolean;
}

async function open(app: NestFastifyApplication, { at, roles, readOnly }: Board): Promise<void> {
  const admission = app.get(Admission);
  const log = app.get(Log);
  const board = boardOf(app.get(Queues), at, readOnly);
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.register(
    async (scope) => {
      scope.addHook('onRequest', async (request, reply) => {
        void reply.header('content-security-policy', POLICY);
        try {
          admission.refuseForgery(request);
          const { id: userId } = await admission.admit(request, reply, roles);
          if (isLook(request)) return;
          if (readOnly || !isMending(request))
            throw new AppError('access.denied', 'This is not done to a job from here.');
          log.info({ userId, method: request.method, url: request.url }, 'somebody lets jobs go again');
        } catch (error) {
          // Here, as the board would call every error its own.
          const { status, body } = toProblem(error, request.id);
          return reply.status(status).header('content-type', 'application/problem+json').send(body);
        }
      });
      await scope.register(board.registerPlugin());
    },
    { prefix: at },
  );
}

function boardOf(queues: Queues, at: string, readOnlyMode: boolean): FastifyAdapter {
  const serverAdapter = new FastifyAdapter().setBasePath(at);
  createBullBoard({
    queues: queues.all().map((queue) => new BullMQAdapter(queue, { readOnlyMode })),
    serverAdapter,
    options: {
      uiConfig: {
        boardTitle: 'Linkflow',
        hideDocsLink: true,
        miscLinks: [
          readOnlyMode ? { text: 'Let jobs go again (admin)', url: MEND } : { text: 'Look only', url: LOOK },
          { text: 'Linkflow', url: '/' },
        ],
      },
    },
  });
  return serverAdapter;
}

const isLook = ({ method }: FastifyRequest): boolean => method === 'GET' || method === 'HEAD';

/** A job, or all of a state, is tried again or no longer delayed. */
const MENDING = /\/api\/queues\/:queueName\/(?::jobId\/)?(?:retry|promote)(?:\/:queueStatus)?$/;

const isMending = ({ method, routeOptions: { url = '' } }: FastifyRequest): boolean =>
  method === 'PUT' && MENDING.test(url);
