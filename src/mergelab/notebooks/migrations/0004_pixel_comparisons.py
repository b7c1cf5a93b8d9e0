"""How much pictures differ, found by a worker."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0001_initial"),
        ("notebooks", "0003_review_modes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="preparedcomparison",
            name="layout",
            field=models.JSONField(default=list, help_text="See `notebookdiff.layout`."),
        ),
        migrations.CreateModel(
            name="PixelComparison",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("old_picture", models.CharField(max_length=64)),
                ("new_picture", models.CharField(max_length=64)),
                ("engine", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("ready", "Ready"),
                            ("refused", "Refused"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                (
                    "found",
                    models.JSONField(default=dict, help_text="See `kit.pixels.Compared`."),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pixel_comparisons",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "old_picture", "new_picture", "engine"),
                        name="pixel_comparison_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "ready", "refused"])),
                        name="pixel_comparison_state_known",
                    ),
                ],
            },
        ),
    ]
