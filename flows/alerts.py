"""The alert stage: who configured an address is told, once, of each story that a watchlist hit."""

from datetime import timedelta

from config.errors import ConfigError
from config.settings import NotifySettings
from flows.context import RunContext
from flows.report import RunReport
from tasks.core.briefs.alerts import alert_body, alert_title
from warehouse import alerts


def alert(context: RunContext, report: RunReport) -> None:
    """Tell every address of the stories it was not told of; what fails is said, and tried again by the next run.

    That it was told is stored after the address took the message: a run killed between the two tells it once more.
    """
    settings = context.settings.notify
    if not settings.urls:
        return
    from tasks.notify import Message, addresses, deliver  # noqa: PLC0415  apprise costs .3 s, and most have no address

    since = report.started_at.date() - timedelta(days=settings.alert_days)
    for address in addresses(settings.urls):
        with context.warehouse.transaction("read alerts that are due") as tx:
            due = alerts.due_alerts(tx, address.address_id, since)
        if not due:
            continue
        failure = deliver(address, Message(alert_title(due), alert_body(due, settings.stories_a_message), "markdown"))
        if failure:
            report.failures.append(f"alert to {failure}; the next run tries again")
            continue
        with context.warehouse.transaction("save alerts") as tx:
            alerts.save_alerts(tx, address.address_id, due, now=context.clock(), run_id=report.run_id)
        report.n_alerted += len({hit.story_id for hit in due})


def check_addresses(settings: NotifySettings) -> None:
    """Check that apprise can make something of every address, before anything is done.

    Raises:
        ConfigError: it cannot.
    """
    if settings.urls:
        from tasks.notify import addresses, why_unusable  # noqa: PLC0415  see above

        for address in addresses(settings.urls):
            if why := why_unusable(address):
                raise ConfigError(why)
