import { Controller } from '@nestjs/common';
import { ROUTES, type FollowUpView, type Page, type RequestView } from '@linkflow/contracts';
import { FollowUpsService, RequestsService } from '@linkflow/crm';
import { Route, type Input } from '../http/route';

const { followUps, requests } = ROUTES;

/** To-dos and meetings. */
@Controller()
export class FollowUpsController {
  constructor(private readonly followUps: FollowUpsService) {}

  @Route(followUps.list)
  list({ query }: Input<typeof followUps.list>): Promise<Page<FollowUpView>> {
    return this.followUps.page(query);
  }

  @Route(followUps.update)
  update({ params, body }: Input<typeof followUps.update>): Promise<FollowUpView> {
    return this.followUps.setStatus(params.id, body.status);
  }
}

@Controller()
export class RequestsController {
  constructor(private readonly requests: RequestsService) {}

  @Route(requests.list)
  list({ query }: Input<typeof requests.list>): Promise<Page<RequestView>> {
    return this.requests.page(query);
  }

  @Route(requests.update)
  update({ params, body }: Input<typeof requests.update>): Promise<RequestView> {
    return this.requests.update(params.id, body);
  }
}
