"""One of three review modes takes the place of the switch for raw lines."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def modes_of_raw(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Outputs were shown by default and are folded now, so the old choice says nothing."""
    preferences = apps.get_model("notebooks", "ViewPreferences").objects.using(
        schema_editor.connection.alias
    )
    preferences.filter(raw=True).update(mode="raw")
    preferences.update(outputs=False)


def raw_of_modes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    preferences = apps.get_model("notebooks", "ViewPreferences").objects.using(
        schema_editor.connection.alias
    )
    preferences.filter(mode="raw").update(raw=True)
    preferences.update(outputs=True)


class Migration(migrations.Migration):
    dependencies = [("notebooks", "0002_prepared_comparison")]

    operations = [
        migrations.AddField(
            model_name="viewpreferences",
            name="mode",
            field=models.CharField(
                choices=[("code", "Code"), ("report", "Report"), ("raw", "Raw")],
                default="code",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="viewpreferences",
            name="outputs",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(modes_of_raw, raw_of_modes),
        migrations.RemoveField(model_name="viewpreferences", name="raw"),
        migrations.AddConstraint(
            model_name="viewpreferences",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["code", "report", "raw"])),
                name="view_mode_known",
            ),
        ),
    ]
