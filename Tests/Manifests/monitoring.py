def check_monitoring():
    pass
