
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signals', '0003_correction_walls'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('organisation', models.UUIDField()),
                ('member', models.UUIDField()),
                ('source', models.CharField(max_length=64)),
                ('sha256', models.CharField(max_length=64)),
                ('activity', models.CharField(max_length=80)),
                ('state', models.CharField(max_length=10)),
                ('rows', models.IntegerField()),
                ('done', models.IntegerField(default=0)),
                ('kept', models.IntegerField(default=0)),
                ('began_at', models.DateTimeField()),
                ('moved_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'signals_import_run',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('running', 'done'))), name='import_run_state'), models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('organisation', 'source', 'sha256'), name='one_open_import_run')],
            },
        ),
    ]
