from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("easytask", "0007_week_of_a_day")]

    operations = [
        migrations.AddField(
            model_name="run",
            name="task_id",
            field=models.CharField(blank=True, db_index=True, default="", max_length=64),
        ),
    ]
